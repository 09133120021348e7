package import HTTPTypes

/// A complete response of a service.
package struct UpstreamResponse: Sendable {
    /// The final status, 200 to 599.
    package var status: Int
    /// The wanted headers that were there, in the order of arrival; `Content-Type` besides, where it has parameters other
    /// than `charset=utf-8`.
    package var headers: [HTTPField]
    /// The whole body, content-decoded.
    package var body: [UInt8]
    /// Whether it came over a connection that was already open.
    package var connectionReused: Bool

    /// A response made of its parts.
    package init(status: Int, headers: [HTTPField] = [], body: [UInt8], connectionReused: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.connectionReused = connectionReused
    }
}
