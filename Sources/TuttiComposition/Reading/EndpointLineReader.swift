internal import HTTPTypes
internal import TuttiPlan

/// Reads `endpoint: GET /profile/{id}`.
struct EndpointLineReader {
    let diagnostics: DiagnosticCollector

    /// What the line says.
    struct Line {
        let method: HTTPRequest.Method
        let path: PathPattern
        let parameters: [PathPatternReader.Parameter]
        let span: SourceSpan
    }

    static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    func line(_ node: YAMLNode) -> Line? {
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "`endpoint`") else { return nil }
        let text = scalar.text
        let word = String(text.prefix { $0 != " " })
        let path = text.dropFirst(word.count).drop { $0 == " " }
        guard !path.isEmpty else {
            diagnostics.error(
                .invalidEndpoint, at: scalar.span, "`endpoint` is a method and a path",
                help: "write it like `\(text.hasPrefix("/") ? "GET \(text)" : "GET /profile/{id}")`")
            return nil
        }
        guard Self.methods.contains(word), let method = HTTPRequest.Method(word) else {
            diagnostics.error(
                .invalidEndpoint, at: scalar.span(0..<word.utf8.count), "`\(word)` is not a method of an endpoint",
                help: Suggestion.help(for: word, among: Self.methods, called: "methods"))
            return nil
        }
        let start = text.utf8.count - path.utf8.count
        let paths = PathPatternReader(owner: .endpoint, diagnostics: diagnostics)
        guard let (pattern, parameters) = paths.path(String(path), at: start, in: scalar) else { return nil }
        return Line(method: method, path: pattern, parameters: parameters, span: scalar.span)
    }
}
