/// What a document describes.
enum DocumentKind: String {
    /// Calls, and a response that is composed of their results.
    case endpoint
    /// What becomes of requests without a composition.
    case route

    /// For messages, with its article.
    var indefinite: String { self == .endpoint ? "an endpoint" : "a route" }
}
