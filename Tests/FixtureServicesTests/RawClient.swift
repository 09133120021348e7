import Glibc

/// A client that sends and sees bytes: a blocking TCP socket with a time limit on each read.
final class RawClient {
    enum Ending: Equatable {
        case finished
        case reset
        case silent
        case enough
    }

    struct Failure: Error {
        let call: String
        let code: Int32
    }

    struct Response {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }

        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    private let descriptor: Int32
    private var isOpen = true
    private var buffered: [UInt8] = []

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(call: "connect", code: errno) }
    }

    deinit { close() }

    func close() {
        if isOpen { _ = Glibc.close(descriptor) }
        isOpen = false
    }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send", code: errno) }
            sent += count
        }
    }

    /// Sends a request with a Host field and, given a body, its length.
    func request(_ method: String, _ target: String, headers: [String] = [], body: String = "") throws {
        var text = "\(method) \(target) HTTP/1.1\r\nhost: test\r\n"
        if !body.isEmpty { text += "content-length: \(body.utf8.count)\r\n" }
        try send(text + headers.map { $0 + "\r\n" }.joined() + "\r\n" + body)
    }

    /// Reads until the server ends the connection, says nothing for `patience`, or `limit` bytes have come.
    func readAll(limit: Int = .max, patience: Duration = .seconds(5)) -> (bytes: [UInt8], ending: Ending) {
        while buffered.count < limit {
            if let ending = readSome(patience) {
                defer { buffered = [] }
                return (buffered, ending)
            }
        }
        defer { buffered = [] }
        return (buffered, .enough)
    }

    /// Reads one response framed by content-length, or to the end of the connection without one.
    func response(bodiless: Bool = false) throws -> Response {
        let blank = Array("\r\n\r\n".utf8)
        var end = buffered.firstRange(of: blank)
        while end == nil {
            if let ending = readSome(.seconds(5)) { throw Failure(call: "head: \(ending)", code: 0) }
            end = buffered.firstRange(of: blank)
        }
        guard let end else { throw Failure(call: "head", code: 0) }
        let lines = String(decoding: buffered[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        buffered.removeSubrange(..<end.upperBound)
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: String(parts.last?.drop { $0 == " " } ?? ""))
        }
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
        var body: [UInt8] = []
        if let length, !bodiless {
            while buffered.count < length {
                if let ending = readSome(.seconds(5)) { throw Failure(call: "body: \(ending)", code: 0) }
            }
            body = Array(buffered.prefix(length))
            buffered.removeFirst(length)
        }
        return Response(status: status, headers: headers, body: body)
    }

    /// One read; nil when bytes came.
    private func readSome(_ patience: Duration) -> Ending? {
        let milliseconds = patience.components.seconds * 1_000 + patience.components.attoseconds / 1_000_000_000_000_000
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(milliseconds)) > 0 else { return .silent }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count == 0 { return .finished }
        guard count > 0 else { return .reset }
        buffered += chunk[..<count]
        return nil
    }
}

/// One request on a connection of its own.
func exchange(
    _ port: Int, _ method: String = "GET", _ target: String, headers: [String] = [], body: String = ""
) throws -> RawClient.Response {
    let client = try RawClient(port: port)
    try client.request(method, target, headers: headers, body: body)
    return try client.response(bodiless: method == "HEAD")
}
