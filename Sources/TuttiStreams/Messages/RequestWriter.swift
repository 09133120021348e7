internal import HTTPTypes
internal import NIOCore
internal import TuttiHTTP1
internal import TuttiUpstream

/// Writes requests of HTTP/1.1 (RFC 9112) with framing of our own, whatever framed them on their way here.
enum RequestWriter {
    /// Whether a request can be written without its target or its name turning into something else.
    static func isWritable(_ request: StreamedRequest) -> Bool {
        request.target.utf8.first == UInt8(ascii: "/") && isOneWord(request.target) && isOneWord(request.authority)
            && isOneWord(request.upgrade ?? "")
    }

    /// The request line and the header section.
    static func head(of request: StreamedRequest) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(512)
        bytes.writeString(request.method.rawValue)
        bytes.writeStaticString(" ")
        bytes.writeString(request.target)
        bytes.writeStaticString(" HTTP/1.1\r\nHost: ")
        bytes.writeString(request.authority.isEmpty ? request.origin.authority : request.authority)
        bytes.writeStaticString("\r\n")
        var options: [String] = []
        if let upgrade = request.upgrade {
            options.append("Upgrade")
            bytes.writeString("Upgrade: \(upgrade)\r\n")
        }
        bytes.writeLines(of: request.headers) { !ConnectionHeaders.contains($0) }
        // RFC 9110, 10.1.4: `TE` goes no further than its connection.
        if request.headers.contains(where: { $0.name == .te && $0.value.lowercased() == "trailers" }) {
            options.append("TE")
            bytes.writeStaticString("TE: trailers\r\n")
        }
        if !options.isEmpty { bytes.writeString("Connection: \(options.joined(separator: ", "))\r\n") }
        switch request.body {
        case .whole(let body): bytes.writeString("Content-Length: \(body.readableBytes)\r\n\r\n")
        case .arrives(let length?): bytes.writeString("Content-Length: \(length)\r\n\r\n")
        case .arrives(nil): bytes.writeString("Transfer-Encoding: chunked\r\n\r\n")
        case .none:
            // RFC 9110, 8.6: of these methods a body is expected.
            let isExpected = request.method == .post || request.method == .put || request.method == .patch
            bytes.writeString(isExpected ? "Content-Length: 0\r\n\r\n" : "\r\n")
        }
        return bytes
    }

    /// What goes in front of so many bytes to make them a chunk; CR LF follows them.
    static func chunkHead(_ count: Int) -> ByteBuffer {
        ByteBuffer(string: "\(String(count, radix: 16))\r\n")
    }

    /// What follows the bytes of a chunk.
    static let chunkEnd = ByteBuffer(string: "\r\n")

    /// The last chunk and the trailers, without those that would frame the message.
    static func lastChunk(trailers: [HTTPField]) -> ByteBuffer {
        var bytes = ByteBuffer(string: "0\r\n")
        bytes.writeLines(of: trailers) { !ConnectionHeaders.contains($0) }
        bytes.writeString("\r\n")
        return bytes
    }

    private static func isOneWord(_ text: String) -> Bool { text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
}
