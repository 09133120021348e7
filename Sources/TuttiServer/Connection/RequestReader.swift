internal import HTTPTypes
internal import NIOCore
internal import TuttiHTTP1

/// Takes the requests of one connection of HTTP/1.1 apart (RFC 9112), strictly and within bounds.
///
/// It is fed with what arrives, and asked for one part after another: what nobody has asked for waits, a next request for instance.
/// After a refusal it is of no use any more.
struct RequestReader {
    /// A part of a request.
    enum Part {
        /// The request line and the headers. Where the body ends has to be said then: ``bodyFollows(_:)``.
        case head(ReceivedRequest)
        /// Bytes of the body, or of a tunnel.
        case body(ByteBuffer)
        /// The end.
        case end(trailers: [HTTPField])
    }

    private enum State {
        /// A request line, or the empty lines in front of it.
        case line
        case headers(RequestLine)
        /// Behind a head, where nobody knows yet what follows it.
        case unframed
        case counted(Int)
        case chunks(ChunkedBody)
        case trailers
        case tunnel
    }

    /// The most chunks of a body that are taken before others get their turn.
    static let mostChunksPerTurn = 256

    private let limits: ConnectionLimits
    private var state = State.line
    private var bytes = MessageBytes()
    private var fields: [HTTPField] = []
    private var chunksLeft = mostChunksPerTurn

    /// Whether a request came before what is read now.
    private(set) var isLater = false

    /// The beginning of a connection.
    init(limits: ConnectionLimits) {
        self.limits = limits
        bytes.beginSection(atMost: Self.mostOfLine(limits))
    }

    /// How many bytes wait.
    var unread: Int { bytes.count }

    /// Whether anything of a request has arrived whose header section is not complete, as far as ``next()`` was asked.
    var hasBegun: Bool {
        switch state {
        case .line: unread > 0
        case .headers: true
        case .unframed, .counted, .chunks, .trailers, .tunnel: false
        }
    }

    /// Takes what has arrived.
    mutating func feed(_ bytes: ByteBuffer) {
        self.bytes.feed(bytes)
    }

    /// The next part of what has arrived; nil when there is none yet.
    mutating func next() throws(Refusal) -> Part? {
        let part = try readPart()
        bytes.releaseIfEmpty()
        return part
    }

    /// Says where the body ends of the request whose head was taken last.
    mutating func bodyFollows(_ length: BodyLength) {
        guard case .unframed = state else { return }
        state =
            switch length {
            case .known(let count): .counted(count)
            case .unknown: .chunks(ChunkedBody(allowsSpace: false))
            }
    }

    /// Whether so many chunks were taken that others are to have their turn first.
    var isEnoughForATurn: Bool { chunksLeft == 0 }

    /// Others have had their turn.
    mutating func turnBegins() {
        chunksLeft = Self.mostChunksPerTurn
    }

    /// All that follows is no HTTP any more.
    mutating func switchToTunnel() {
        state = .tunnel
    }

    /// Takes all that waits; nil when nothing does.
    mutating func takeRest() -> ByteBuffer? {
        bytes.takeBytes(.max)
    }

    private mutating func readPart() throws(Refusal) -> Part? {
        while true {
            switch state {
            case .line:
                guard let line = try takeRequestLine() else { return nil }
                state = .headers(line)
                bytes.beginSection(atMost: Self.mostOfHeaders(limits))
            case .headers(let line):
                guard try takeHeaders() else { return nil }
                return head(line)
            case .unframed: return nil
            case .counted(0): return end()
            case .counted(let left):
                guard let data = bytes.takeBytes(left) else { return nil }
                state = .counted(left - data.readableBytes)
                return .body(data)
            case .chunks(var body):
                let data = try take(of: &body)
                if body.isOver { beginTrailers() } else { state = .chunks(body) }
                if let data { return .body(data) }
                guard body.isOver else { return nil }
            case .trailers:
                guard try takeHeaders() else { return nil }
                return try endOfTrailers()
            case .tunnel: return bytes.takeBytes(.max).map { .body($0) }
            }
        }
    }

    private mutating func head(_ line: RequestLine) -> Part {
        let request = ReceivedRequest(line, RequestHeaders(fields))
        fields = []
        state = .unframed
        isLater = true
        return .head(request)
    }

    private mutating func end() -> Part {
        let trailers = fields
        fields = []
        state = .line
        bytes.beginSection(atMost: Self.mostOfLine(limits))
        return .end(trailers: trailers)
    }

    private mutating func beginTrailers() {
        state = .trailers
        bytes.beginSection(atMost: limits.headerBytes)
    }
}

/// Lines and chunks.
extension RequestReader {
    /// Room for more than a target as long as may be: where its exact bound is broken (``RequestHead``), the log has the headers, too.
    private static func mostOfLine(_ limits: ConnectionLimits) -> Int { limits.target + limits.headerBytes }

    /// Room for as many headers as may be, with what is between them; their exact bounds are those of ``RequestHead``.
    private static func mostOfHeaders(_ limits: ConnectionLimits) -> Int {
        limits.headerBytes + (limits.fieldCount + 1) * ": \r\n".utf8.count
    }

    private mutating func takeRequestLine() throws(Refusal) -> RequestLine? {
        bytes.skipLineEnds()
        guard let first = bytes.first else { return nil }
        // What is no request at all need not come to the end of a line.
        guard RequestLine.mayBegin(with: first) else { throw RequestLine.notARequest }
        let line: ByteBuffer
        do throws(MessageDefect) {
            guard let taken = try bytes.takeLine() else { return nil }
            line = taken
        } catch {
            switch error {
            case .tooLong: throw .targetTooLong(limit: limits.target)
            default: throw RequestLine.wrongVersion
            }
        }
        return try RequestLine(line)
    }

    /// Takes the headers that have arrived, or the trailers; whether they are complete.
    private mutating func takeHeaders() throws(Refusal) -> Bool {
        do throws(MessageDefect) {
            return try bytes.takeHeaders(into: &fields, atMost: limits.fieldCount)
        } catch {
            switch error {
            case .tooLong, .tooManyHeaders: throw tooLarge
            case .lineEnd: throw .malformed("The line of a header ends with CR LF.")
            default: throw .malformed("A header has a character that is not allowed there.")
            }
        }
    }

    private mutating func take(of body: inout ChunkedBody) throws(Refusal) -> ByteBuffer? {
        do throws(MessageDefect) {
            return try body.take(from: &bytes, atMost: &chunksLeft)
        } catch {
            guard error == .chunkExtensions else {
                throw .malformed("A chunk of the body has a malformed size, or ends where it should not.")
            }
            let (line, lines) = (ChunkedBody.mostOfLine, ChunkedBody.mostOfLines)
            throw .malformed(
                "The chunk extensions of a request may have \(line) bytes a chunk and \(lines) bytes in all.")
        }
    }

    /// Trailers that would frame the message are the work of somebody who wants it read in two ways (RFC 9110, 6.5.1).
    private mutating func endOfTrailers() throws(Refusal) -> Part {
        guard !fields.contains(where: { $0.name == .contentLength || $0.name == .transferEncoding }) else {
            throw .malformed("Content-Length and Transfer-Encoding are no trailers.")
        }
        return end()
    }

    /// What headers over their bounds are refused with, or trailers.
    private var tooLarge: Refusal {
        guard case .trailers = state else { return .headersTooLarge(limits) }
        return Refusal(
            431, "Headers too large", "The trailers of a request may have \(limits.headerBytes) bytes.", closes: true)
    }
}
