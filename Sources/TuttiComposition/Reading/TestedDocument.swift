internal import HTTPTypes
internal import TuttiPlan

/// The endpoint or the route that tests stand beside.
struct TestedDocument {
    /// The requests that it takes, as its first line says.
    struct Line {
        /// The method; nil for a route that takes all.
        let method: HTTPRequest.Method?
        /// The path.
        let path: PathPattern
        /// Where it stands.
        let span: SourceSpan

        /// A request like those of its tests.
        var example: String { "\(method?.rawValue ?? "GET") \(path)" }
    }

    /// Which of the two it is.
    let kind: DocumentKind
    /// Its first line; nil when that has a mistake.
    let line: Line?
    /// Who may ask.
    let access: AccessPlan
    /// What a test can expect something of: the calls of an endpoint, the services of a route.
    let calls: [String]
    /// The response of an endpoint, in which the members that tests name are looked up; nil for a route.
    let response: ValueTemplate?

    /// An endpoint.
    init(endpoint line: EndpointLineReader.Line?, access: AccessPlan, calls: [String], response: ValueTemplate) {
        kind = .endpoint
        self.line = line.map { Line(method: $0.method, path: $0.path, span: $0.span) }
        self.access = access
        self.calls = calls
        self.response = response
    }

    /// A route.
    init(route line: RouteLineReader.Line?, access: AccessPlan, services: [String]) {
        kind = .route
        self.line = line.map { Line(method: $0.method, path: $0.path, span: $0.span) }
        self.access = access
        calls = services
        response = nil
    }
}
