internal import CReactor
internal import Glibc

/// A connection between two processes of one machine that keeps messages apart, and passes descriptors on: a `SOCK_SEQPACKET` of the
/// file system (unix(7)).
///
/// Each step holds the thread, for so many seconds at most as was said.
package struct MessageSocket: Sendable {
    /// What was received.
    package struct Message: Sendable {
        /// The text.
        package let text: String
        /// A descriptor that came with it, which is the receiver's to close.
        package let descriptor: Int32?
    }

    /// The most bytes of a message.
    private static let capacity = 4096

    private let descriptor: Int32

    /// Connects to a path.
    ///
    /// - Throws: the system's error: `ENOENT` or `ECONNREFUSED` where nobody listens.
    package init(connectingTo path: String, limit seconds: Int) throws(SystemSocket.Failure) {
        descriptor = creactor_connect_at(path, Int32(clamping: seconds))
        guard descriptor >= 0 else { throw SystemSocket.Failure(code: -descriptor) }
    }

    /// The next connection that waits at a socket which listens for messages; nil when there is none.
    package init?(acceptedFrom listener: Int32, limit seconds: Int) {
        guard case .connection(let connection) = SystemSocket.accept(from: listener) else { return nil }
        descriptor = connection.descriptor
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK)
        creactor_limit(descriptor, Int32(clamping: seconds))
    }

    /// A socket that listens for messages at a path, where this user alone may connect; it doesn't block.
    package static func listen(at path: String) throws(SystemSocket.Failure) -> Int32 {
        let descriptor = creactor_listen_for_messages_at(path)
        guard descriptor >= 0 else { throw SystemSocket.Failure(code: -descriptor) }
        return descriptor
    }

    /// Whether the other process is this user's, or the superuser's.
    package var isPeerTrusted: Bool { creactor_is_peer_trusted(descriptor) }

    /// Sends a message, and a copy of a descriptor with it; false when the other side has gone, or doesn't read in time.
    package func send(_ text: String, passing passed: Int32? = nil) -> Bool {
        var text = text
        return text.withUTF8 { creactor_send_message(descriptor, $0.baseAddress, $0.count, passed ?? -1) == 0 }
    }

    /// The next message; nil when the other side has gone, or sends none in time.
    ///
    /// - Parameter isPatient: asked each time that the time is over: whether the same time is waited once more.
    /// - Returns: the message.
    package func receive(isPatient: () -> Bool = { false }) -> Message? {
        var passed: Int32 = -1
        var bytes = [UInt8](repeating: 0, count: Self.capacity)
        var count: Int
        repeat {
            count = creactor_receive_message(descriptor, &bytes, bytes.count, &passed)
        } while (count == -Int(EAGAIN) || count == -Int(EWOULDBLOCK)) && isPatient()
        guard count > 0 else { return nil }
        return Message(
            text: String(decoding: bytes.prefix(count), as: UTF8.self), descriptor: passed >= 0 ? passed : nil)
    }

    /// Ends the connection.
    package func close() { creactor_close(descriptor) }
}
