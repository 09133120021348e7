internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiHTTP1

/// Renders responses of HTTP/1.1: the head into a buffer, and a body that is there and not large behind it.
struct ResponseRenderer {
    /// A body of so many bytes is not copied behind the head, but written from where it is.
    static let largeBody = 32 << 10

    /// What the head says beside the response's own headers.
    struct Context {
        /// The request's id.
        var requestID: String
        /// Whether the body stays behind.
        var isBodiless: Bool
        /// Whether the connection ends with the response.
        var closes: Bool
        /// Whether the client speaks HTTP/1.0.
        var isOld: Bool
    }

    private var date = DateLine()
    /// `HTTP/1.1 200 OK` with its line end, for 100 to 599.
    private let statusLines: [[UInt8]] = (100...599).map { status in
        Array("HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n".utf8)
    }

    /// Writes a whole response to the end of the buffer, without a large body.
    mutating func render(
        _ response: ComposedResponse, _ context: Context, into buffer: inout ByteBuffer, now: NIODeadline
    ) {
        beginHead(response.status, into: &buffer, now: now)
        Self.write(response.headers, into: &buffer)
        endHead(response.status, .length(response.content.count), context, into: &buffer)
        if !context.isBodiless, !Self.isLarge(response) { buffer.writeBytes(response.body) }
    }

    /// Writes the head of a response whose body follows in that framing.
    mutating func render(
        head: ResponseHead, _ framing: ResponseFraming, _ context: Context, into buffer: inout ByteBuffer,
        now: NIODeadline
    ) {
        buffer.writeBytes(statusLine(head.status))
        buffer.writeBytes(date.bytes(beside: head.headers, now: now))
        Self.writePassedOn(head.headers, into: &buffer)
        // RFC 9110, 7.8: it is meant for this connection alone.
        if Self.hasUpgrade(head.headers) { buffer.writeStaticString("Connection: Upgrade\r\n") }
        endHead(head.status, framing, context, into: &buffer)
    }

    /// Writes an interim response.
    func render(interim head: ResponseHead, into buffer: inout ByteBuffer) {
        buffer.writeBytes(statusLine(head.status))
        Self.writePassedOn(head.headers, into: &buffer)
        buffer.writeStaticString("\r\n")
    }

    /// Writes the response behind which another protocol begins; its `Upgrade` says which.
    func render(switch head: ResponseHead, requestID: String, into buffer: inout ByteBuffer) {
        buffer.writeBytes(statusLine(101))
        Self.writePassedOn(head.headers, into: &buffer)
        buffer.writeStaticString("X-Request-Id: ")
        buffer.writeString(requestID)
        buffer.writeStaticString("\r\nConnection: Upgrade\r\n\r\n")
    }

    /// Writes the last chunk with the trailers behind it.
    func render(trailers: [HTTPField], into buffer: inout ByteBuffer) {
        buffer.writeStaticString("0\r\n")
        Self.writePassedOn(trailers, into: &buffer)
        buffer.writeStaticString("\r\n")
    }

    private mutating func beginHead(_ status: Int, into buffer: inout ByteBuffer, now: NIODeadline) {
        buffer.writeBytes(statusLine(status))
        buffer.writeBytes(date.bytes(now: now))
    }

    private func endHead(
        _ status: Int, _ framing: ResponseFraming, _ context: Context, into buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("X-Request-Id: ")
        buffer.writeString(context.requestID)
        if context.closes {
            buffer.writeStaticString("\r\nConnection: close")
        } else if context.isOld {
            buffer.writeStaticString("\r\nConnection: keep-alive")
        }
        // RFC 9110, 8.6: no length in a 204. A 304 has none because its length would be that of another response.
        if status != 204, status != 304 {
            switch framing {
            case .length(let count):
                buffer.writeStaticString("\r\nContent-Length: ")
                buffer.writeString(String(count))
            case .chunked: buffer.writeStaticString("\r\nTransfer-Encoding: chunked")
            case .untilClose, .none: break
            }
        }
        buffer.writeStaticString("\r\n\r\n")
    }

    private func statusLine(_ status: Int) -> [UInt8] {
        let index = status - 100
        return statusLines.indices.contains(index) ? statusLines[index] : statusLines[500 - 100]
    }

    private static func write(_ headers: [HTTPField], into buffer: inout ByteBuffer) {
        buffer.writeLines(of: headers) { _ in true }
    }

    /// Writes headers that may be another server's, without those that say where the message ends, byte for byte.
    private static func writePassedOn(_ headers: [HTTPField], into buffer: inout ByteBuffer) {
        buffer.writeLines(of: headers) { !isFraming($0) }
    }

    /// Whether a header says where the message ends: what the listener says of it holds.
    private static func isFraming(_ name: String) -> Bool {
        switch name.utf8.count {
        case 10: name == "connection"
        case 14: name == "content-length"
        case 17: name == "transfer-encoding"
        default: false
        }
    }

    /// Whether a body is large.
    static func isLarge(_ response: ComposedResponse) -> Bool { response.content.count >= largeBody }

    /// About how many bytes the buffer takes, so that it grows once at most.
    static func size(_ response: ComposedResponse) -> Int {
        size(response.headers) + (isLarge(response) ? 0 : response.content.count)
    }

    /// About how many bytes a head with these headers takes.
    static func size(_ headers: [HTTPField]) -> Int {
        let headers = headers.span
        var size = 320
        for index in headers.indices {
            size += headers[index].name.rawName.utf8.count + headers[index].value.utf8.count + 4
        }
        return size
    }

    private static func hasUpgrade(_ headers: [HTTPField]) -> Bool {
        let headers = headers.span
        for index in headers.indices
        where headers[index].name.canonicalName.utf8.count == 7 && headers[index].name == .upgrade {
            return true
        }
        return false
    }
}
