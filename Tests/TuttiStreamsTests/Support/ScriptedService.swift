import Foundation
import Synchronization

/// A service on a loopback socket that does to each connection what a script says, byte by byte.
///
/// Each connection has a thread of its own, so a script may block.
final class ScriptedService: Sendable {
    private struct State {
        var connections = 0
        var descriptors: Set<Int32> = []
        var received: [UInt8] = []
        var isOpen = true
    }

    let port: Int
    private let listener: Int32
    private let state = Mutex(State())

    /// Connections accepted.
    var connections: Int { state.withLock { $0.connections } }
    /// Connections that the service has not closed.
    var openConnections: Int { state.withLock { $0.descriptors.count } }
    /// All bytes received, as text.
    var received: String { state.withLock { String(decoding: $0.received, as: UTF8.self) } }

    init(_ script: @escaping @Sendable (ServedConnection) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.listener = listener
        // `sockaddr_in` as bytes (ip(7)): its Swift type belongs to whichever module the compiler met it in first.
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
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
    func close() {
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

    private func acceptAll(_ script: @escaping @Sendable (ServedConnection) -> Void) {
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
                let connection = ServedConnection(descriptor: descriptor, index: index) { self?.record($0) }
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

/// One accepted connection, used by its thread alone.
final class ServedConnection {
    /// 1 for the service's first connection.
    let index: Int
    private let descriptor: Int32
    private let record: (ArraySlice<UInt8>) -> Void
    private var buffer: [UInt8] = []

    init(descriptor: Int32, index: Int, record: @escaping (ArraySlice<UInt8>) -> Void) {
        self.descriptor = descriptor
        self.index = index
        self.record = record
    }

    /// Reads up to the end of a head; nil when the client has closed.
    @discardableResult
    func readHead() -> String? {
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: buffer[..<end.upperBound], as: UTF8.self)
                buffer.removeFirst(end.upperBound)
                return head
            }
            guard readMore() else { return nil }
        }
    }

    /// Reads so many bytes, fewer when the client closes before; they are not kept.
    @discardableResult
    func skip(_ count: Int) -> Int {
        var left = count
        while left > 0 {
            if buffer.isEmpty, !readMore() { break }
            let taken = min(left, buffer.count)
            buffer.removeFirst(taken)
            left -= taken
        }
        return count - left
    }

    /// Reads up to and including some text; nil when the client has closed.
    func read(until text: String) -> String? {
        while true {
            if let end = buffer.firstRange(of: Array(text.utf8)) {
                defer { buffer.removeFirst(end.upperBound) }
                return String(decoding: buffer[..<end.upperBound], as: UTF8.self)
            }
            guard readMore() else { return nil }
        }
    }

    /// Reads what comes next; nil when the client has closed.
    func readSome() -> [UInt8]? {
        guard !buffer.isEmpty || readMore() else { return nil }
        defer { buffer = [] }
        return buffer
    }

    /// Reads until the client closes.
    func waitForClose() {
        while readMore() { buffer = [] }
    }

    /// Writes all of it; false when the client has closed.
    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { rest in
                send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    /// A complete response with a body of known length.
    @discardableResult
    func respond(_ body: String = "ok", status: String = "200 OK") -> Bool {
        write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Answers every request, which has no body, until the client closes.
    func serve(_ body: String = "ok") {
        while readHead() != nil { if !respond(body) { return } }
    }

    /// Has the end of the connection be a reset.
    func resets() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    /// Closes the half that sends.
    func closeSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    private func readMore() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        record(chunk[..<count])
        buffer += chunk[..<count]
        return true
    }
}
