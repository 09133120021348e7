internal import HTTPTypes
internal import TuttiPlan

/// Reads `route: /api/**` and `route: GET /api/{id}`.
struct RouteLineReader {
    let diagnostics: DiagnosticCollector

    /// What the line says.
    struct Line {
        /// The method; nil for all.
        let method: HTTPRequest.Method?
        let path: PathPattern
        let span: SourceSpan

        /// As messages and logs name the route.
        var name: String { (method.map { $0.rawValue + " " } ?? "") + path.description }
    }

    static let methods = EndpointLineReader.methods + ["OPTIONS"]

    func line(_ node: YAMLNode) -> Line? {
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "`route`") else { return nil }
        let text = scalar.text
        let word = text.contains(" ") || Self.methods.contains(text) ? String(text.prefix { $0 != " " }) : ""
        let path = text.dropFirst(word.count).drop { $0 == " " }
        guard !path.isEmpty else {
            diagnostics.error(
                .invalidRoute, at: scalar.span, "`route` is a path, perhaps behind a method",
                help: "write it like `/api/**`, or `GET /api/{id}`")
            return nil
        }
        guard word.isEmpty || Self.methods.contains(word) else {
            // A path with a space in it: where the space stands, is said of the path.
            if word.hasPrefix("/") { return read(text, nil, at: 0, in: scalar) }
            diagnostics.error(
                .invalidRoute, at: scalar.span(0..<word.utf8.count), "`\(word)` is not a method of a route",
                help: ["ANY", "ALL", "*"].contains(word.uppercased())
                    ? "a route without a method takes all of them: `\(path)`"
                    : word.contains(",") || word.contains("|")
                        ? "a route has one method, or takes all: make a document of each, or write `\(path)`"
                        : Suggestion.help(for: word, among: Self.methods, called: "methods"))
            return nil
        }
        let method = word.isEmpty ? nil : HTTPRequest.Method(word)
        return read(String(path), method, at: text.utf8.count - path.utf8.count, in: scalar)
    }

    private func read(
        _ path: String, _ method: HTTPRequest.Method?, at start: Int, in scalar: YAMLScalar
    ) -> Line? {
        PathPatternReader(owner: .route, diagnostics: diagnostics).path(path, at: start, in: scalar)
            .map { Line(method: method, path: $0.pattern, span: scalar.span) }
    }
}
