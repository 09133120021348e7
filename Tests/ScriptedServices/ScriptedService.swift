import Foundation
import Synchronization

/// A service on a loopback socket that does to each connection what a script says, byte by byte.
///
/// Each connection has a thread of its own, so a script may block.
package final class ScriptedService: Sendable {
    private struct State {
        var connections = 0
        var descriptors: Set<Int32> = []
        var received: [UInt8] = []
        var isOpen = true
    }

    /// Where it listens, on 127.0.0.1 unless another address is given.
    package let port: Int
    private let listener: Int32
    private let state = Mutex(State())

    /// Connections accepted.
    package var connections: Int { state.withLock { $0.connections } }
    /// Connections that the service has not closed.
    package var openConnections: Int { state.withLock { $0.descriptors.count } }
    /// All bytes received, as text.
    package var received: String { state.withLock { String(decoding: $0.received, as: UTF8.self) } }

    /// A service at 127.0.0.x, at a free port unless one is given, that runs the script for each connection.
    package init(
        at lastByte: UInt8 = 1, port wanted: Int = 0, _ script: @escaping @Sendable (ScriptedConnection) -> Void
    ) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.listener = listener
        // `sockaddr_in` as bytes (ip(7)): its Swift type belongs to whichever module the compiler met it in first.
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        address.replaceSubrange(
            2..<4, with: [UInt8(truncatingIfNeeded: wanted >> 8), UInt8(truncatingIfNeeded: wanted)])
        address.replaceSubrange(4..<8, with: [127, 0, 0, lastByte])
        var length = socklen_t(address.count)
        let failure = address.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { generic in
                bind(listener, generic.baseAddress, length) != 0 || listen(listener, 1024) != 0
                    || getsockname(listener, generic.baseAddress, &length) != 0
            }
        }
        port = Int(address[2]) << 8 | Int(address[3])
        if failure { throw POSIXError(.EADDRINUSE) }
        Thread.detachNewThread { [self] in acceptAll(script) }
    }

    deinit {
        close()
    }

    /// Stops listening and closes all connections.
    package func close() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            shutdown(listener, Int32(SHUT_RDWR))
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    fileprivate func record(_ bytes: ArraySlice<UInt8>) {
        state.withLock { state in
            if state.received.count < 1 << 20 { state.received += bytes }
        }
    }

    private func acceptAll(_ script: @escaping @Sendable (ScriptedConnection) -> Void) {
        while true {
            let descriptor = accept(listener, nil, nil)
            if descriptor < 0 { break }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let index = state.withLock { state in
                state.connections += 1
                state.descriptors.insert(descriptor)
                return state.connections
            }
            Thread.detachNewThread { [weak self] in
                let connection = ScriptedConnection(descriptor: descriptor, index: index) { self?.record($0) }
                script(connection)
                guard let self else { return _ = Foundation.close(descriptor) }
                // In the lock: `close` must not shut down the next owner of the number.
                self.state.withLock { state in
                    state.descriptors.remove(descriptor)
                    _ = Foundation.close(descriptor)
                }
            }
        }
        Foundation.close(listener)
    }
}
