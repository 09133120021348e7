import Foundation

/// One accepted connection, used by its thread alone.
package final class ScriptedConnection {
    /// 1 for the service's first connection.
    package let index: Int
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
    package func readHead() -> String? {
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
    package func skip(_ count: Int) -> Int {
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
    package func read(until text: String) -> String? {
        while true {
            if let end = buffer.firstRange(of: Array(text.utf8)) {
                defer { buffer.removeFirst(end.upperBound) }
                return String(decoding: buffer[..<end.upperBound], as: UTF8.self)
            }
            guard readMore() else { return nil }
        }
    }

    /// Reads so many bytes; nil when the client closes before.
    package func read(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard readMore() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// Reads what comes next; nil when the client has closed.
    package func readSome() -> [UInt8]? {
        guard !buffer.isEmpty || readMore() else { return nil }
        defer { buffer = [] }
        return buffer
    }

    /// Reads until the client closes.
    package func waitForClose() {
        while readMore() { buffer = [] }
    }

    /// Writes all of it; false when the client has closed.
    @discardableResult
    package func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Writes all of it; false when the client has closed.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
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
    package func respond(_ body: String = "ok", status: String = "200 OK") -> Bool {
        write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Answers every request, which has no body, until the client closes.
    package func serve(_ body: String = "ok") {
        while readHead() != nil { if !respond(body) { return } }
    }

    /// Has the end of the connection be a reset.
    package func resets() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    /// Closes the half that sends.
    package func closeSending() {
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
