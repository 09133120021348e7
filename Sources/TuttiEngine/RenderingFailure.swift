internal import TuttiExpressions

/// Why a request could not be made from its templates: the call fails as `expression`.
struct RenderingFailure: Error {
    /// What was wrong, with the hole's source; never the value itself, which may be a secret.
    let message: String

    init(_ message: String) {
        self.message = message
    }

    init(_ expression: Expression, _ problem: String) {
        message = "{\(expression.source)} \(problem)"
    }
}
