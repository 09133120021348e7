internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON

extension ComposedResponse {
    /// Whether it is a problem response (RFC 9457).
    var isProblem: Bool {
        headers.contains { $0.name == .contentType && $0.value == ProblemDetails.contentType }
    }

    /// The body; nil if it is not JSON.
    var json: JSONValue? {
        (try? JSONDocument(parsing: body)).map { .node($0.root) }
    }
}
