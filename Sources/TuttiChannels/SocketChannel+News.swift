internal import Glibc

extension SocketChannel {
    /// Whether the socket has something to be read, or its end, of which nobody has heard yet.
    ///
    /// Asks the system, on the event loop. A pool asks before it hands out a connection: what came while nobody had asked for anything would be taken for a response.
    package var hasNews: Bool {
        guard life.isActive, !input.isClosed else { return true }
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        return count >= 0 || errno != EAGAIN
    }
}
