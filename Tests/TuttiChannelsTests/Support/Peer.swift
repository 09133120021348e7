import Dispatch
import Foundation

/// The other side of a channel: a socket whose calls block, on threads of its own.
final class Peer: Sendable {
    struct Failure: Error {
        var call: String
        var code: Int32
    }

    private let descriptor: Int32
    private let sending = DispatchQueue(label: "peer, sending")
    private let receiving = DispatchQueue(label: "peer, receiving")

    /// Takes over a socket.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Connects to a port of this machine.
    convenience init(connectingTo port: Int) throws {
        self.init(socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        // `sockaddr_in` as bytes (ip(7)): its Swift type belongs to whichever module the compiler met it in first.
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        withUnsafeBytes(of: UInt16(port).bigEndian) { address.replaceSubrange(2..<4, with: $0) }
        address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
        let result = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, 16) }
        }
        guard result == 0 else { throw Failure(call: "connect", code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Sends bytes; true when the system took all of them.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await run(on: sending) { [descriptor] in
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// Sends text; true when the system took all of it.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await send(Array(text.utf8))
    }

    /// Receives so many bytes, fewer when the connection ends before.
    func receive(_ count: Int) async -> [UInt8] {
        await run(on: receiving) { [descriptor] in
            var received: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while received.count < count {
                let got = recv(descriptor, &buffer, min(buffer.count, count - received.count), 0)
                guard got > 0 else { break }
                received += buffer[..<got]
            }
            return received
        }
    }

    /// Receives all that comes until the connection ends.
    func receiveRest() async -> [UInt8] {
        await receive(.max)
    }

    /// Closes the half that sends.
    func closeSending() async {
        await run(on: sending) { [descriptor] in _ = shutdown(descriptor, Int32(SHUT_WR)) }
    }

    /// Closes the connection with a reset; TCP only.
    func reset() async {
        await run(on: sending) { [descriptor] in
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
            // Connecting to an unspecified address aborts the connection and keeps the descriptor.
            let nowhere = [UInt8](repeating: UInt8(AF_UNSPEC), count: 16)
            _ = nowhere.withUnsafeBytes { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, 16) }
            }
        }
    }

    private func run<R: Sendable>(on queue: DispatchQueue, _ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: body()) } }
    }
}
