import Foundation
import Synchronization

/// A server on a loopback socket that does to each connection what a script says, byte by byte.
///
/// Each connection has a thread of its own, so a script may block.
final class ScriptedServer: Sendable {
    private struct State {
        var requests: [ScriptedRequest] = []
        var connections = 0
        var closedByClient = 0
        var silentConnections = 0
        var descriptors: Set<Int32> = []
        var isListening = true
    }

    let port: Int
    private let listener: Int32
    private let state = Mutex(State())

    /// The requests read whole, oldest first.
    var requests: [ScriptedRequest] { state.withLock { $0.requests } }
    /// Connections accepted.
    var connections: Int { state.withLock { $0.connections } }
    /// Connections whose end the server has seen while it read.
    var closedByClient: Int { state.withLock { $0.closedByClient } }

    /// Connections that the server has not closed.
    var openConnections: Int { state.withLock { $0.descriptors.count } }
    /// Connections that have ended without a byte from the client.
    var silentConnections: Int { state.withLock { $0.silentConnections } }

    /// A server at 127.0.0.x, at a free port unless one is given.
    init(
        at lastByte: UInt8 = 1, port wanted: Int = 0, _ script: @escaping @Sendable (ScriptedConnection) -> Void
    ) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = (0x7F00_0000 + UInt32(lastByte)).bigEndian
        address.sin_port = UInt16(wanted).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failure = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) != 0 || listen(listener, 1024) != 0
                    || getsockname(listener, generic, &length) != 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        if failure { throw POSIXError(.EADDRINUSE) }
        Thread.detachNewThread { [self] in acceptAll(script) }
    }

    /// Stops listening and closes all connections.
    func close() {
        state.withLock { state in
            if state.isListening { shutdown(listener, Int32(SHUT_RDWR)) }
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    fileprivate func record(_ request: ScriptedRequest) {
        state.withLock { $0.requests.append(request) }
    }

    fileprivate func recordClose(isSilent: Bool) {
        state.withLock { state in
            state.closedByClient += 1
            if isSilent { state.silentConnections += 1 }
        }
    }

    private func acceptAll(_ script: @escaping @Sendable (ScriptedConnection) -> Void) {
        while true {
            let descriptor = accept(listener, nil, nil)
            if descriptor < 0, errno == EMFILE {
                // A test that takes all descriptors gives them back.
                usleep(1_000)
                continue
            }
            if descriptor < 0 { break }
            // Not inherited by the process of an exit test, which would keep it open.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let index = state.withLock { state in
                state.connections += 1
                state.descriptors.insert(descriptor)
                return state.connections
            }
            Thread.detachNewThread { [self] in
                let connection = ScriptedConnection(descriptor: descriptor, index: index, server: self)
                script(connection)
                // In the lock, as the listener's end below: `close` must not shut down the next owner of the number.
                state.withLock { state in
                    state.descriptors.remove(descriptor)
                    Foundation.close(descriptor)
                }
            }
        }
        state.withLock { state in
            state.isListening = false
            Foundation.close(listener)
        }
    }
}

/// A request as its bytes came.
struct ScriptedRequest: Sendable {
    var head: String
    var body: [UInt8]

    /// `GET /path HTTP/1.1`.
    var line: String { head.components(separatedBy: "\r\n").first ?? "" }

    /// The values of a header, in order.
    func values(of name: String) -> [String] {
        head.components(separatedBy: "\r\n").dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { return nil }
            return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
    }
}

/// One accepted connection, used by its thread alone.
final class ScriptedConnection {
    /// 1 for the server's first connection.
    let index: Int
    private let descriptor: Int32
    private let server: ScriptedServer
    private var buffer: [UInt8] = []
    private var isSilent = true

    init(descriptor: Int32, index: Int, server: ScriptedServer) {
        self.descriptor = descriptor
        self.index = index
        self.server = server
    }

    /// Reads a request with its body; nil when the client has closed.
    func readRequest() -> ScriptedRequest? {
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
                var request = ScriptedRequest(head: head, body: [])
                let length = request.values(of: "content-length").first.flatMap { Int($0) } ?? 0
                while buffer.count < end.upperBound + length { if !readMore() { return nil } }
                request.body = Array(buffer[end.upperBound..<(end.upperBound + length)])
                buffer.removeFirst(end.upperBound + length)
                server.record(request)
                return request
            }
            if !readMore() { return nil }
        }
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
            if count <= 0 {
                server.recordClose(isSilent: isSilent)
                return false
            }
            offset += count
        }
        return true
    }

    /// A complete response with a body of known length.
    @discardableResult
    func respond(_ body: String, status: String = "200 OK", headers: [String] = []) -> Bool {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Answers every request with the same body until the client closes.
    func serve(_ body: String = "ok") {
        while readRequest() != nil { if !respond(body) { return } }
    }

    /// Reads until the client closes.
    func waitForClose() {
        while readMore() { buffer.removeAll() }
    }

    /// Ends the connection with RST instead of FIN.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    /// Has each write leave by itself, however small.
    func sendsAtOnce() {
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout.size(ofValue: isOn)))
    }

    /// Waits, for responses that trickle.
    func pause(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    private func readMore() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else {
            server.recordClose(isSilent: isSilent)
            return false
        }
        isSilent = false
        buffer.append(contentsOf: chunk[..<count])
        return true
    }
}
