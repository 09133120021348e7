internal import CReactor
internal import Glibc

/// Sockets of connections, and those that connections are accepted from.
package enum SystemSocket {
    /// One side of a connection.
    package struct Endpoint: Sendable {
        /// The address as text; "" when it has none.
        ///
        /// `unix:` for a socket in the file system, and its path behind it if it is this side's.
        package var host: String
        /// The port.
        package var port: Int

        init(_ endpoint: creactor_endpoint) {
            host = withUnsafeBytes(of: endpoint.host) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            port = Int(endpoint.port)
        }
    }

    /// A connection that was accepted.
    package struct Connection: Sendable {
        /// Its socket, which doesn't block and is the receiver's to close.
        package var descriptor: Int32
        /// The client's side.
        package var client: Endpoint
    }

    /// The result of connecting.
    package enum Connecting {
        case connected
        /// The socket becomes writable when it is connected, or has failed.
        case pending
    }

    /// The result of accepting.
    package enum Acceptance {
        case connection(Connection)
        /// No connection waits.
        case none
        /// There are no descriptors left, or there is no memory.
        case exhausted
    }

    /// What the system says of a failure.
    package static func explanation(of failure: Failure) -> String { String(cString: strerror(failure.code)) }

    /// Why a socket could not be opened, or connected.
    package struct Failure: Error, Equatable {
        /// The system's error.
        package var code: Int32
    }

    /// A socket for connecting to an address (a `sockaddr`), which doesn't block.
    ///
    /// It has `TCP_NODELAY`, and at most 64 KiB of what it is given lie unsent in the system: the rest stays in the process, where it
    /// can be seen whether a slow receiver still takes some of it.
    package static func open(for address: UnsafeRawPointer) throws(Failure) -> Int32 {
        let descriptor = creactor_open(address)
        guard descriptor >= 0 else { throw Failure(code: -descriptor) }
        return descriptor
    }

    /// Begins to connect a socket to an address (a `sockaddr` of so many bytes).
    package static func connect(
        _ descriptor: Int32, to address: UnsafeRawPointer, length: Int
    ) throws(Failure) -> Connecting {
        switch creactor_connect(descriptor, address, UInt32(clamping: length)) {
        case 0: .connected
        case -EINPROGRESS: .pending
        case let error: throw Failure(code: -error)
        }
    }

    /// A socket that is bound to an address (a `sockaddr` of so many bytes) and listens, and doesn't block.
    ///
    /// What is accepted from it has the options of sockets for connecting.
    package static func listen(at address: UnsafeRawPointer, length: Int) throws(Failure) -> Int32 {
        let descriptor = creactor_listen(address, UInt32(clamping: length))
        guard descriptor >= 0 else { throw Failure(code: -descriptor) }
        return descriptor
    }

    /// A socket in the file system that connections are accepted from, and that doesn't block.
    ///
    /// What is left of one that nobody listens on any more is removed first.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes.
    ///   - mode: who may connect: whoever may write.
    /// - Returns: its descriptor.
    /// - Throws: the system's error.
    package static func listen(atPath path: String, mode: UInt32) throws(Failure) -> Int32 {
        let descriptor = creactor_listen_at(path, mode)
        guard descriptor >= 0 else { throw Failure(code: -descriptor) }
        return descriptor
    }

    /// Says who may connect to a socket in the file system: whoever may write.
    ///
    /// - Throws: the system's error; `EINVAL` when there is something else at the path.
    package static func setMode(_ mode: UInt32, atPath path: String) throws(Failure) {
        let error = creactor_set_mode(path, mode)
        guard error == 0 else { throw Failure(code: -error) }
    }

    /// Has a socket that another process has opened, and that listens, behave as those that are opened here.
    ///
    /// - Throws: `EINVAL` when it is none that connections are accepted from.
    package static func adopt(_ descriptor: Int32) throws(Failure) {
        let error = creactor_adopt(descriptor)
        guard error == 0 else { throw Failure(code: -error) }
    }

    /// Whether something has come that was not read; the end of the connection is nothing.
    package static func hasUnread(_ descriptor: Int32) -> Bool { creactor_has_unread(descriptor) }

    /// What a socket is bound to; without host and port when it is bound to nothing.
    package static func local(of descriptor: Int32) -> Endpoint { Endpoint(creactor_local(descriptor)) }

    /// Accepts a connection.
    package static func accept(from listener: Int32) -> Acceptance {
        var client = creactor_endpoint()
        let descriptor = creactor_accept(listener, &client)
        if descriptor >= 0 { return .connection(Connection(descriptor: descriptor, client: Endpoint(client))) }
        // Any other error is one of a connection that has failed already (accept(2)): the socket is still readable if others wait.
        return creactor_is_exhaustion(-descriptor) ? .exhausted : .none
    }

    /// The lowest number that the next descriptor can get, asked by copying one that is open; nil when there are none left.
    package static func lowestFree(like descriptor: Int32) -> Int? {
        let copy = creactor_copy(descriptor)
        guard copy >= 0 else { return nil }
        creactor_close(copy)
        return Int(copy)
    }

    /// Closes a socket that nobody watches.
    package static func close(_ descriptor: Int32) {
        creactor_close(descriptor)
    }
}
