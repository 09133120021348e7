internal import NIOHTTP2

/// Notices that nio-http2 has given a connection up: it says GOAWAY with an error, and leaves the rest to others (RFC 9113, 5.4.1).
///
/// Errors of single streams come the same way through the pipeline, and end no connection.
struct HTTP2FrameWatch: NIOHTTP2FrameDelegate {
    private weak var connection: HTTP2ConnectionHandler?

    /// A watch for that connection.
    init(_ connection: HTTP2ConnectionHandler) {
        self.connection = connection
    }

    func wroteFrame(_ frame: HTTP2Frame) {
        guard case .goAway(_, let code, _) = frame.payload, code != .noError else { return }
        connection?.isGivenUp = true
    }
}
