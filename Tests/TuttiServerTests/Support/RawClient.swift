import Dispatch
import Foundation

/// A client that sends bytes and reads responses over a real socket, on threads of its own.
final class RawClient: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The server has closed before a response was complete.
    struct Closed: Error, CustomStringConvertible {
        var received: String
        var description: String { "closed within a response: \(received)" }
    }

    private let descriptor: Int32
    private let sending = DispatchQueue(label: "raw client, sending")
    private let receiving = DispatchQueue(label: "raw client, receiving")
    /// What was received beyond the last response; touched on the queue that receives alone.
    nonisolated(unsafe) private var received: [UInt8] = []

    /// Connects; `receiveBuffer` is the size of the socket's buffer, for a client that doesn't read.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "socket: \(errno)") }
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        // `sockaddr_in` as bytes (ip(7)): its Swift type belongs to whichever module the compiler met it in first.
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        withUnsafeBytes(of: UInt16(port).bigEndian) { address.replaceSubrange(2..<4, with: $0) }
        address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
        let result = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, 16) }
        }
        // `deinit` closes the socket in this case, too.
        guard result == 0 else { throw Failure(description: "connect: \(errno)") }
    }

    deinit {
        close(descriptor)
    }

    /// Sends text as it is; true when the system took all of it.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await send(Array(text.utf8))
    }

    /// Sends bytes as they are; true when the system took all of them.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await run { [descriptor] in
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

    /// Says that nothing more will be sent; answers can still be read.
    func closeSending() async {
        await run { [descriptor] in _ = shutdown(descriptor, Int32(SHUT_WR)) }
    }

    /// Closes the connection: with a FIN, or with a RST.
    func disconnect(reset: Bool = false) async {
        await run { [descriptor] in
            if reset {
                var lingering = linger(l_onoff: 1, l_linger: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
                // Connecting to an unspecified address aborts the connection and keeps the descriptor.
                let nowhere = [UInt8](repeating: UInt8(AF_UNSPEC), count: 16)
                _ = nowhere.withUnsafeBytes { bytes in
                    bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, 16) }
                }
            } else {
                shutdown(descriptor, Int32(SHUT_RDWR))
            }
        }
    }

    /// Reads one response; one to a HEAD has no body.
    func response(toHead: Bool = false) async throws -> RawResponse {
        try await run { [self] () throws -> RawResponse in
            while true {
                if let (response, length) = RawResponse.parse(received, toHead: toHead) {
                    received.removeFirst(length)
                    return response
                }
                guard try receive() else { throw Closed(received: String(decoding: received, as: UTF8.self)) }
            }
        }
    }

    /// Reads until the server closes, with a pause before each read; returns everything.
    func rest(pausing microseconds: UInt32 = 0) async throws -> String {
        try await run { [self] () throws -> String in
            repeat { usleep(microseconds) } while try receive()
            defer { received = [] }
            return String(decoding: received, as: UTF8.self)
        }
    }

    /// Reads until the server closes; returns everything.
    func restBytes() async throws -> [UInt8] {
        try await run { [self] () throws -> [UInt8] in
            while try receive() {}
            defer { received = [] }
            return received
        }
    }

    /// Reads until the server closes, without keeping anything; returns how many bytes came.
    func restCount() async throws -> Int {
        try await run { [self] () throws -> Int in
            var count = 0
            repeat {
                count += received.count
                received = []
            } while try receive()
            return count
        }
    }

    /// Reads up to and including some text.
    func text(until end: String) async throws -> String {
        try await run { [self] () throws -> String in
            while true {
                if let range = received.firstRange(of: Array(end.utf8)) {
                    defer { received.removeFirst(range.upperBound) }
                    return String(decoding: received[..<range.upperBound], as: UTF8.self)
                }
                guard try receive() else { throw Closed(received: String(decoding: received, as: UTF8.self)) }
            }
        }
    }

    /// Reads until the server closes; returns everything, and whether the connection was reset.
    func restOrReset() async throws -> (text: String, isReset: Bool) {
        try await run { [self] () throws -> (String, Bool) in
            errno = 0
            while try receive() { errno = 0 }
            let isReset = errno == ECONNRESET
            defer { received = [] }
            return (String(decoding: received, as: UTF8.self), isReset)
        }
    }

    /// Whether bytes have been waiting for 200 ms that the other side does not take.
    func isSendingHeldUp() async throws -> Bool {
        var before: Int32 = 0
        _ = ioctl(descriptor, UInt(TIOCOUTQ), &before)
        try await Task.sleep(for: .milliseconds(200))
        var after: Int32 = 0
        _ = ioctl(descriptor, UInt(TIOCOUTQ), &after)
        return before > 0 && before == after
    }

    /// False at the end of the stream, or when the connection was reset.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { throw Failure(description: "nothing was received for 20 s") }
        guard count > 0 else { return false }
        received += buffer[..<count]
        return true
    }

    private func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            receiving.async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in sending.async { continuation.resume(returning: body()) } }
    }
}
