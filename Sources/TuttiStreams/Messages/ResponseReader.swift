internal import Glibc
internal import HTTPTypes
internal import NIOCore
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
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailers
        case tunnel
    }

    /// The most bytes of a header section, and of trailers.
    static let mostSectionBytes = 64 << 10
    /// The most headers of a response, and trailers.
    static let mostHeaders = 256
    /// The most bytes of a line with the size of a chunk, and its extensions.
    static let mostChunkLineBytes = 4 << 10
    /// The most interim responses, and the most bytes of all of them.
    static let mostInterim = 32
    static let mostInterimBytes = 64 << 10

    private var state = State.idle
    private(set) var rest = ByteBuffer()
    /// How many bytes of `rest` are known to have no LF.
    private var scanned = 0
    /// How many bytes the lines of this section may still have.
    private var room = 0

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
    var unread: Int { rest.readableBytes }

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
        if rest.readableBytes == 0 {
            rest = bytes
        } else {
            // What was read stays in a buffer until this is said: a service whose lines end in the next read fills the memory.
            rest.discardReadBytes()
            rest.writeImmutableBuffer(bytes)
        }
    }

    /// The next part of what has arrived; nil when there is none yet.
    mutating func next() throws(ResponseDefect) -> Part? {
        let part = try readPart()
        // Nothing of a large read is kept by a connection that waits.
        if rest.readableBytes == 0 {
            rest = ByteBuffer()
            scanned = 0
        }
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
                guard let line = try takeLine() else { return nil }
                if line.readableBytes == 0 { return try headEnded() }
                try readField(line)
            case .counted(0): return end([])
            case .counted(let left):
                guard let bytes = takeBytes(left) else { return nil }
                state = .counted(left - bytes.readableBytes)
                return .body(bytes)
            case .untilClose, .tunnel: return takeBytes(.max).map { .body($0) }
            case .chunkSize, .chunk, .chunkEnd:
                if let bytes = try takeChunks() { return .body(bytes) }
                guard case .trailers = state else { return nil }
            case .trailers:
                guard let line = try takeLine() else { return nil }
                if line.readableBytes == 0 { return end(fields) }
                try readField(line)
            }
        }
    }

    private mutating func beginSection(_ next: State) {
        state = next
        fields = []
        room = Self.mostSectionBytes
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
            interimBytes += Self.mostSectionBytes - room
            guard interim <= Self.mostInterim, interimBytes <= Self.mostInterimBytes else { throw .interimResponses }
            beginSection(.statusLine)
            return .interim(head)
        }
        switch framing.end {
        case .none: state = .counted(0)
        case .counted(let count): state = .counted(count)
        case .close: state = .untilClose
        case .chunked: state = .chunkSize
        }
        return .head(head)
    }
}

/// Lines and bytes.
extension ResponseReader {
    private static let cr = UInt8(ascii: "\r")
    private static let lf = UInt8(ascii: "\n")

    /// The next line, without its end; nil when it is not complete.
    ///
    /// Throws `defect` when it is longer than there is room for.
    private mutating func takeLine(
        over defect: ResponseDefect = .sectionBytes(limit: mostSectionBytes)
    ) throws(ResponseDefect) -> ByteBuffer? {
        guard let end = position(of: Self.lf, from: scanned) else {
            scanned = rest.readableBytes
            guard scanned <= room else { throw defect }
            return nil
        }
        guard end < room else { throw defect }
        // The first CR is the one in front of the LF, and there is no other.
        guard end > 0, position(of: Self.cr, from: 0) == end - 1, let line = rest.readSlice(length: end - 1) else {
            throw .lineEnd
        }
        rest.moveReaderIndex(forwardBy: 2)
        room -= end + 1
        scanned = 0
        return line
    }

    /// How many bytes come before the next one of that value, from so many bytes on; nil when there is none.
    private func position(of byte: UInt8, from start: Int) -> Int? {
        rest.withUnsafeReadableBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else { return nil }
            let found = memchr(base + start, CInt(byte), bytes.count - start)
            return found.map { Int(bitPattern: $0) - Int(bitPattern: base) }
        }
    }

    /// What there is, up to so many bytes; nil when there is nothing.
    private mutating func takeBytes(_ most: Int) -> ByteBuffer? {
        let count = min(most, rest.readableBytes)
        return count > 0 ? rest.readSlice(length: count) : nil
    }

    /// `HTTP/1.1 200 OK`; the words behind the number mean nothing.
    private mutating func readStatus(_ line: ByteBuffer) throws(ResponseDefect) {
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

    /// `Name: value`.
    private mutating func readField(_ line: ByteBuffer) throws(ResponseDefect) {
        guard fields.count < Self.mostHeaders else { throw .headerCount(limit: Self.mostHeaders) }
        guard let field = Self.field(line) else { throw .header }
        fields.append(field)
    }

    private static func field(_ line: ByteBuffer) -> HTTPField? {
        let bytes = line.readableBytesUInt8Span
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let colon = bytes.indices.first(where: { bytes[$0] == UInt8(ascii: ":") }),
            let name = name(of: line, count: colon)
        else { return nil }
        var (start, end) = (colon + 1, bytes.count)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while start < end, isSpace(bytes[end - 1]) { end -= 1 }
        // RFC 9110, 5.5: none of the other control characters is a part of a value.
        var isASCII = true
        for index in start..<end {
            let byte = bytes[index]
            guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return nil }
            if byte >= 0x80 { isASCII = false }
        }
        if isASCII {
            return line.getString(at: line.readerIndex + start, length: end - start).map {
                HTTPField(name: name, value: $0)
            }
        }
        return HTTPField(name: name, value: line.readableBytesView.dropFirst(start).prefix(end - start))
    }

    private static func name(of line: ByteBuffer, count: Int) -> HTTPField.Name? {
        CommonHeaderNames.name(line.readableBytesUInt8Span.extracting(..<count))
            ?? line.getString(at: line.readerIndex, length: count).flatMap { HTTPField.Name($0) }
    }
}

/// Chunks (RFC 9112, 7.1).
extension ResponseReader {
    /// The bytes of all chunks that have arrived, in one buffer: a read may bring thousands of chunks of one byte each.
    private mutating func takeChunks() throws(ResponseDefect) -> ByteBuffer? {
        var taken: ByteBuffer?
        while true {
            switch state {
            case .chunkSize:
                room = Self.mostChunkLineBytes
                guard let line = try takeLine(over: .chunk) else { return taken }
                let size = try Self.size(line)
                if size == 0 {
                    beginSection(.trailers)
                    return taken
                }
                state = .chunk(size)
            case .chunk(let left):
                guard let bytes = takeBytes(left) else { return taken }
                state = bytes.readableBytes == left ? .chunkEnd : .chunk(left - bytes.readableBytes)
                if taken?.writeImmutableBuffer(bytes) == nil { taken = bytes }
            case .chunkEnd:
                guard try takeChunkEnd() else { return taken }
                state = .chunkSize
            default: return taken
            }
        }
    }

    /// Takes the CR LF behind the data of a chunk; false when it is not there yet.
    private mutating func takeChunkEnd() throws(ResponseDefect) -> Bool {
        let view = rest.readableBytesView
        guard view.starts(with: [Self.cr, Self.lf].prefix(view.count)) else { throw .chunk }
        guard view.count >= 2 else { return false }
        rest.moveReaderIndex(forwardBy: 2)
        return true
    }

    /// `1a2b;extension`: the size, of at most 15 digits; extensions mean nothing (RFC 9112, 7.1.1).
    private static func size(_ line: ByteBuffer) throws(ResponseDefect) -> Int {
        let line = line.readableBytesView
        var size = 0
        var digits = 0
        for byte in line {
            guard let digit = digit(byte) else {
                // White space in front of an extension is allowed for old senders' sake.
                guard digits > 0, byte == UInt8(ascii: ";") || byte == 0x20 || byte == 0x09 else { throw .chunk }
                break
            }
            digits += 1
            guard digits <= 15 else { throw .chunk }
            size = size << 4 | digit
        }
        guard digits > 0 else { throw .chunk }
        let rest = line.dropFirst(digits).drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.isEmpty || rest.first == UInt8(ascii: ";") else { throw .chunk }
        return size
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }
}
