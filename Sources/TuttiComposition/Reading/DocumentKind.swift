/// What a document describes, or a part of one with expressions of its own.
enum DocumentKind: String {
    /// Calls, and a response that is composed of their results.
    case endpoint
    /// What becomes of requests without a composition.
    case route
    /// A limit, which is asked before anything else of a request is looked at.
    case limit
    /// What `hash-by` of a service goes by.
    case balance = "hash"
    /// A check of an instance's health.
    case check

    /// For messages, with its article.
    var indefinite: String { self == .endpoint ? "an endpoint" : "a \(rawValue)" }
}
