import Glibc
import NIOCore

/// A socket that listens, and where nobody who connects hears anything: its queue is full.
final class SilentListener: Sendable {
    private let descriptors: [Int32]

    /// At a port of ::1; nil where this machine has no IPv6, or the port is taken.
    init?(port: Int) {
        guard let address = try? SocketAddress(ipAddress: "::1", port: port) else { return nil }
        func call(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
            address.withSockAddr { body($0, socklen_t($1)) }
        }
        let stream = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_INET6, stream, 0)
        guard listener >= 0, call({ bind(listener, $0, $1) }) == 0, listen(listener, 0) == 0 else {
            if listener >= 0 { close(listener) }
            return nil
        }
        // A queue of none has room for one; what is beyond is dropped.
        let clients = (0..<4).map { _ in socket(AF_INET6, stream, 0) }
        for client in clients { _ = call { connect(client, $0, $1) } }
        descriptors = [listener] + clients
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }
}
