internal import Glibc

extension SocketChannel {
    /// Whether bytes, the end or an error wait in the socket, unread; also true once the channel is closed.
    ///
    /// Asks the system, on the event loop. A pool asks before it hands out a connection: bytes that arrived before a request was sent would
    /// be taken for its response.
    package var hasUnreadInput: Bool {
        guard life.isActive, !input.isClosed else { return true }
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        return count >= 0 || errno != EAGAIN
    }
}
