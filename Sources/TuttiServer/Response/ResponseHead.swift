internal import HTTPTypes

/// The head of a response whose body arrives, or of an interim response.
struct ResponseHead: Sendable {
    /// The status: 200 to 599, or 100 to 199 for an interim response and the switch to another protocol.
    var status: Int
    /// The headers, without those that the protocol or the listener adds: `Content-Length`, `Transfer-Encoding` and `Connection` are left
    /// out where they are.
    var headers: [HTTPField] = []
}
