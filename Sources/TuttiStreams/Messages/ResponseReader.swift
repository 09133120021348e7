internal import HTTPTypes
internal import NIOCore
internal import TuttiHTTP1
internal import TuttiUpstream

/// Takes the responses of one connection apart (RFC 9112), strictly and within bounds.
///
/// It is fed with what arrives, and hands out one part after another. It never holds more than what it was fed last and a line that is
/// not complete. After a defect it is of no use any more.
struct ResponseReader {
    /// A part of a response.
    enum Part: Equatable {
        /// An interim response.
        case interim(StreamedResponseHead)
        /// The head of the response.
        case head(StreamedResponseHead)
        /// The head of a response that switches protocols: all that follows are bytes.
        case upgrade(StreamedResponseHead)
        /// Bytes of the body: all that there are in what was fed last.
        case body(ByteBuffer)
        /// The end.
        case end(trailers: [HTTPField])
    }

    private enum State {
        /// No request is under way.
        case idle
        case statusLine
        case headers
        case counted(Int)
        case untilClose
        case chunks(ChunkedBody)
        case trailers
        case tunnel
    }

    /// The most bytes of a header section, and of trailers.
    static let mostSectionBytes = 64 << 10
    /// The most headers of a response, and trailers.
    static let mostHeaders = 256
    /// The most interim responses, and the most bytes of all of them.
    static let mostInterim = 32
    static let mostInterimBytes = 64 << 10

    private var state = State.idle
    private var bytes = MessageBytes()

    private var isHead = false
    private var mayUpgrade = false
    private var status = 0
    private var isOld = false
    private var fields: [HTTPField] = []
    private var interim = 0
    private var interimBytes = 0

    /// Whether anything of the present response has arrived.
    private(set) var hasBegun = false
    /// Whether the connection may carry another request, as far as the response says.
    private(set) var keepsAlive = true

    /// How many bytes no part was made of yet.
    var unread: Int { bytes.count }

    /// Expects the response to a request.
    mutating func begin(isHead: Bool, mayUpgrade: Bool) {
        self.isHead = isHead
        self.mayUpgrade = mayUpgrade
        interim = 0
        interimBytes = 0
        hasBegun = false
        beginSection(.statusLine)
    }

    /// Takes what has arrived.
    mutating func feed(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        hasBegun = true
        self.bytes.feed(bytes)
    }

    /// The next part of what has arrived; nil when there is none yet.
    mutating func next() throws(ResponseDefect) -> Part? {
        let part = try readPart()
        bytes.releaseIfEmpty()
        return part
    }

    /// The connection has ended; called when ``next()`` has nothing more.
    ///
    /// - Returns: the end of a response that ends with its connection; nil when no response was expected.
    mutating func inputEnded() throws(ResponseDefect) -> Part? {
        switch state {
        case .idle: return nil
        case .untilClose, .tunnel: return end([])
        case .statusLine where !hasBegun: throw .unanswered
        default: throw .truncated
        }
    }

    private mutating func readPart() throws(ResponseDefect) -> Part? {
        while true {
            switch state {
            case .idle:
                guard unread == 0 else { throw .unsolicited }
                return nil
            case .statusLine:
                guard let line = try takeLine() else { return nil }
                try readStatus(line)
                state = .headers
            case .headers:
                guard try takeHeaders() else { return nil }
                return try headEnded()
            case .counted(0): return end([])
            case .counted(let left):
                guard let bytes = bytes.takeBytes(left) else { return nil }
                state = .counted(left - bytes.readableBytes)
                return .body(bytes)
            case .untilClose, .tunnel: return bytes.takeBytes(.max).map { .body($0) }
            case .chunks(var body):
                var most = Int.max
                let data: ByteBuffer?
                do throws(MessageDefect) {
                    data = try body.take(from: &bytes, atMost: &most)
                } catch {
                    throw Self.defect(error)
                }
                if body.isOver { beginSection(.trailers) } else { state = .chunks(body) }
                if let data { return .body(data) }
                guard body.isOver else { return nil }
            case .trailers:
                guard try takeHeaders() else { return nil }
                return end(fields)
            }
        }
    }

    private mutating func beginSection(_ next: State) {
        state = next
        fields = []
        bytes.beginSection(atMost: Self.mostSectionBytes)
    }

    private mutating func takeLine() throws(ResponseDefect) -> ByteBuffer? {
        do throws(MessageDefect) { return try bytes.takeLine() } catch { throw Self.defect(error) }
    }

    private mutating func takeHeaders() throws(ResponseDefect) -> Bool {
        do throws(MessageDefect) {
            return try bytes.takeHeaders(into: &fields, atMost: Self.mostHeaders)
        } catch {
            throw Self.defect(error)
        }
    }

    private static func defect(_ defect: MessageDefect) -> ResponseDefect {
        switch defect {
        case .lineEnd: .lineEnd
        case .header: .header
        case .tooLong: .sectionBytes(limit: mostSectionBytes)
        case .tooManyHeaders: .headerCount(limit: mostHeaders)
        case .chunk, .chunkExtensions: .chunk
        }
    }

    private mutating func end(_ trailers: [HTTPField]) -> Part {
        state = .idle
        fields = []
        return .end(trailers: trailers)
    }

    private mutating func headEnded() throws(ResponseDefect) -> Part {
        let framing = try ResponseFraming(status: status, isOld: isOld, headers: fields, isHead: isHead)
        let head = StreamedResponseHead(status: status, headers: fields, length: framing.length)
        keepsAlive = framing.keepsAlive
        fields = []
        if status == 101 {
            guard mayUpgrade, !isOld else { throw .switchedProtocols }
            keepsAlive = false
            state = .tunnel
            return .upgrade(head)
        }
        if status < 200 {
            interim += 1
            interimBytes += Self.mostSectionBytes - bytes.roomOfSection
            guard interim <= Self.mostInterim, interimBytes <= Self.mostInterimBytes else { throw .interimResponses }
            beginSection(.statusLine)
            return .interim(head)
        }
        switch framing.end {
        case .none: state = .counted(0)
        case .counted(let count): state = .counted(count)
        case .close: state = .untilClose
        case .chunked: state = .chunks(ChunkedBody(allowsSpace: true))
        }
        return .head(head)
    }

    /// `HTTP/1.1 200 OK`; the words behind the number mean nothing.
    private mutating func readStatus(_ line: ByteBuffer) throws(ResponseDefect) {
        guard !line.readableBytesView.contains(UInt8(ascii: "\r")) else { throw .lineEnd }
        let version = line.withUnsafeReadableBytes { bytes -> UInt8? in
            guard bytes.count >= 12, bytes.starts(with: "HTTP/1.".utf8), bytes[8] == 0x20,
                bytes.count == 12 || bytes[12] == 0x20
            else { return nil }
            var number = 0
            for byte in bytes[9..<12] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                number = number * 10 + Int(byte - 0x30)
            }
            status = number
            return bytes[7]
        }
        guard let version, version == 0x30 || version == 0x31, (100...599).contains(status) else { throw .statusLine }
        isOld = version == 0x30
    }
}
