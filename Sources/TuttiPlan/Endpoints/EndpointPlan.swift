package import HTTPTypes
package import TuttiExpressions
package import TuttiJSON
package import TuttiResilience

/// One endpoint: what a client asks for, which calls answer it, and the shape of the response.
package struct EndpointPlan: Sendable {
    /// The method clients use.
    package var method: HTTPRequest.Method
    /// The path clients use.
    package var path: PathPattern
    /// One line for people.
    package var summary: String?
    /// How long the whole response may take.
    package var deadline: TimeSpan
    /// The names expressions read, and their slots; those of ``ScopeName`` first, then the calls in declared order.
    package var layout: ScopeLayout
    /// The names other than calls that some expression of this endpoint reads: the others are never filled in.
    package var reads: Set<ScopeName>
    /// What they read of the client's request by name.
    package var readParameters: ReadParameters
    /// Which parameters of the query must be text: some expression looks into them.
    ///
    /// Others are passed on as they came.
    package var textOfQuery: ReadParameters.Names
    /// The calls, in declared order.
    package var calls: [CallPlan]
    /// The response's body.
    package var response: ValueTemplate
    /// Which status the response has when calls failed.
    package var statuses: StatusMapping
    /// The member of the response that says what happened to each call; nil leaves it to the header.
    package var metaMember: String?
    /// Whether clients choose members of the response with `?fields=`.
    package var allowsFields: Bool
    /// A JSON Schema of the response for `tutti openapi`, as the file gives it.
    package var schema: JSONValue?
    /// The tests that stand beside it.
    package var tests: [EndpointTest]
    /// Where the endpoint is declared, for messages.
    package var position: SourcePosition

    /// An endpoint of its parts.
    package init(
        method: HTTPRequest.Method,
        path: PathPattern,
        summary: String? = nil,
        deadline: TimeSpan,
        layout: ScopeLayout,
        reads: Set<ScopeName>,
        readParameters: ReadParameters = ReadParameters(),
        textOfQuery: ReadParameters.Names = ReadParameters.Names(),
        calls: [CallPlan],
        response: ValueTemplate,
        statuses: StatusMapping = StatusMapping(),
        metaMember: String? = nil,
        allowsFields: Bool = false,
        schema: JSONValue? = nil,
        tests: [EndpointTest] = [],
        position: SourcePosition
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.deadline = deadline
        self.layout = layout
        self.reads = reads
        self.readParameters = readParameters
        self.textOfQuery = textOfQuery
        self.calls = calls
        self.response = response
        self.statuses = statuses
        self.metaMember = metaMember
        self.allowsFields = allowsFields
        self.schema = schema
        self.tests = tests
        self.position = position
    }
}

extension EndpointPlan {
    /// The most requests that one request of a client can make, attempts after the first not counted.
    package var mostRequests: Int { calls.reduce(0) { $0 + $1.mostRequests } }

    /// `GET /profile/{id}`, as logs and metrics name it.
    package var name: String { "\(method.rawValue) \(path)" }
}
