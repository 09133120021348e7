internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine

/// Renders a response, head and body together, into the one buffer that is written.
struct ResponseRenderer {
    /// What the head says beside the answer's own fields.
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

    /// Writes the response to the end of the buffer; returns how many bytes of body it has.
    mutating func render(
        _ answer: ComposedAnswer, _ context: Context, into buffer: inout ByteBuffer, now: NIODeadline
    ) -> Int {
        let status = Self.status(answer)
        buffer.writeBytes(statusLines[status - 200])
        buffer.writeBytes(date.bytes(now: now))
        for field in answer.fields {
            buffer.writeString(field.name.rawName)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
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
            buffer.writeString(String(answer.body.count))
        }
        buffer.writeStaticString("\r\n\r\n")
        guard hasBody, !context.isHead else { return 0 }
        buffer.writeBytes(answer.body)
        return answer.body.count
    }

    /// The status that is sent; 500 when the answer's can't be.
    static func status(_ answer: ComposedAnswer) -> Int {
        (200...599).contains(answer.status) ? answer.status : 500
    }

    /// About how many bytes a response takes, so that the buffer grows once at most.
    static func size(_ answer: ComposedAnswer) -> Int {
        answer.fields.reduce(320 + answer.body.count) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
    }
}
