package import HTTPTypes

extension HTTPRequest.Method {
    /// Whether making the request twice is the same as making it once (RFC 9110, 9.2.2).
    package var isIdempotent: Bool { self != .post && self != .patch }

    /// Whether the request only reads (RFC 9110, 9.2.1).
    package var isSafe: Bool { self == .get || self == .head }
}
