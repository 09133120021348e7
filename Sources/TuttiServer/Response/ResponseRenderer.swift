internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiJSON

/// Renders a response: the head into a buffer, and a body that is not large behind it.
struct ResponseRenderer {
    /// A body of so many bytes is not copied behind the head, but written from where it is.
    static let largeBody = 32 << 10

    /// What the head says beside the response's own headers.
    struct Context {
        /// The request's id.
        var requestID: String
        /// Whether the body stays behind.
        var isHead: Bool
        /// Whether the connection ends with the response.
        var closes: Bool
        /// Whether the client speaks HTTP/1.0.
        var isOld: Bool
    }

    private var date = DateLine()
    /// `HTTP/1.1 200 OK` with its line end, for 200 to 599.
    private let statusLines: [[UInt8]] = (200...599).map { status in
        Array("HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n".utf8)
    }

    /// Writes the response to the end of the buffer, without a large body; returns how many bytes of body it has.
    mutating func render(
        _ response: ComposedResponse, _ context: Context, into buffer: inout ByteBuffer, now: NIODeadline
    ) -> Int {
        let status = Self.status(response)
        buffer.writeBytes(statusLines[status - 200])
        buffer.writeBytes(date.bytes(now: now))
        for header in response.headers {
            buffer.writeString(header.name.rawName)
            buffer.writeStaticString(": ")
            buffer.writeString(header.value)
            buffer.writeStaticString("\r\n")
        }
        buffer.writeStaticString("X-Request-Id: ")
        buffer.writeString(context.requestID)
        if context.closes {
            buffer.writeStaticString("\r\nConnection: close")
        } else if context.isOld {
            buffer.writeStaticString("\r\nConnection: keep-alive")
        }
        // RFC 9110, 8.6: never in a 204. A 304 has none because its length would be that of another response.
        let hasBody = status != 204 && status != 304
        if hasBody {
            buffer.writeStaticString("\r\nContent-Length: ")
            buffer.writeString(String(response.content.count))
        }
        buffer.writeStaticString("\r\n\r\n")
        guard hasBody, !context.isHead else { return 0 }
        if !Self.isLarge(response) { buffer.writeBytes(response.body) }
        return response.content.count
    }

    /// Whether a body is large.
    static func isLarge(_ response: ComposedResponse) -> Bool { response.content.count >= largeBody }

    /// The status that is sent; 500 when the response's can't be.
    static func status(_ response: ComposedResponse) -> Int {
        (200...599).contains(response.status) ? response.status : 500
    }

    /// About how many bytes the buffer takes, so that it grows once at most.
    static func size(_ response: ComposedResponse) -> Int {
        response.headers.reduce(320 + (isLarge(response) ? 0 : response.content.count)) {
            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4
        }
    }
}
