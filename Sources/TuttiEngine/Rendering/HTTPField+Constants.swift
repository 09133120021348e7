internal import HTTPTypes

extension HTTPField {
    /// A constant, because HTTPTypes searches each new value for characters that are not allowed.
    static let jsonContent = HTTPField(name: .contentType, value: "application/json")
    /// The same for forms.
    static let formContent = HTTPField(name: .contentType, value: "application/x-www-form-urlencoded")
}

extension HTTPField.Name {
    static let retryAfter = literal("Retry-After")
    static let idempotencyKey = literal("Idempotency-Key")
    static let requestID = literal("X-Request-Id")
    static let traceParent = literal("traceparent")
    static let traceState = literal("tracestate")
    static let cookie = literal("Cookie")
    static let host = literal("Host")
    static let cacheStatus = literal("Cache-Status")
    static let compositionStatus = literal("Composition-Status")

    /// A name written in the source: a mistake in it ends the first test that sends a header.
    private static func literal(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no name of a header") }
        return name
    }
}
