internal import CReactor

/// Sockets that connections are accepted from.
package enum SystemSocket {
    /// A connection that was accepted.
    package struct Connection: Sendable {
        /// Its socket, which doesn't block and is the receiver's to close.
        package var descriptor: Int32
        /// The client's address as text; "" when it has none.
        package var host: String
        /// The client's port.
        package var port: Int
    }

    /// The result of accepting.
    package enum Acceptance {
        case connection(Connection)
        /// No connection waits.
        case none
        /// There are no descriptors left, or there is no memory.
        case exhausted
    }

    /// Why a socket could not be opened.
    package struct Failure: Error {
        /// The system's error.
        package var code: Int32
    }

    /// A socket that is bound to an address (a `sockaddr` of so many bytes) and listens, and doesn't block.
    ///
    /// What is accepted from it has `TCP_NODELAY`, and at most 64 KiB of what it is given lie unsent in the system: the rest stays
    /// in the process, where it can be seen whether a slow client still takes some of it.
    package static func listen(at address: UnsafeRawPointer, length: Int) throws(Failure) -> Int32 {
        let descriptor = creactor_listen(address, UInt32(clamping: length))
        guard descriptor >= 0 else { throw Failure(code: -descriptor) }
        return descriptor
    }

    /// The port that a socket is bound to; 0 when it is bound to none.
    package static func port(of descriptor: Int32) -> Int { Int(creactor_bound_port(descriptor)) }

    /// Accepts a connection.
    package static func accept(from listener: Int32) -> Acceptance {
        var client = creactor_client()
        let descriptor = creactor_accept(listener, &client)
        if descriptor >= 0 {
            let host = withUnsafeBytes(of: client.host) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            return .connection(Connection(descriptor: descriptor, host: host, port: Int(client.port)))
        }
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
