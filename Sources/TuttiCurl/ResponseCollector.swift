internal import Glibc
internal import HTTPTypes
internal import TuttiContentCoding

/// Takes in a response as libcurl reads it, within bounds.
///
/// The bounds hold for all header sections together, so that endless `103 Early Hints`, or trailers, don't escape them.
struct ResponseCollector {
    /// What a response may have, and what of it is wanted.
    struct Limits {
        var headerBytes: Int
        var headerCount: Int
        var bodyBytes: Int
        /// The headers to store or to look at.
        var names: ResponseHeaderNames
        /// Whether it is a response to HEAD, whose `Content-Length` speaks of a body that doesn't come.
        var hasNoBody = false
    }

    private let limits: Limits
    private let mayBeHTTP2: Bool
    /// Why the response is refused; nil if it isn't.
    private(set) var violation: ResponseViolation?
    /// The wanted headers of the header section that came last: of the final response once ``isHeaderComplete``.
    private(set) var headers: [HTTPField] = []
    private(set) var body: ResponseBody
    private var headerBytes = 0
    private var headerCount = 0
    private var status = 0
    /// Whether the final header section has ended.
    ///
    /// To be asked at the end: if the connection ends within the headers, libcurl reports a complete response without a body.
    private(set) var isHeaderComplete = false
    /// The content coding of the body, if it has one, as it's written.
    private var coding: String?
    private var isChunked = false
    /// Whether it's HTTP/1.0.
    private var isOldVersion = false
    /// Whether it came over HTTP/2, of which libcurl makes lines.
    private(set) var isHTTP2 = false
    private var declaredBytes: Int?
    /// What kind of header the last line was, in case the next one continues it (obs-fold, RFC 9112, 5.2).
    private var folded = Foldable.other
    /// Whether the next line begins a header section.
    ///
    /// Within a section, libcurl takes a line that looks like a status line for a header if it has a colon.
    private var isAtStart = true

    /// The kinds of headers, by what is done with a line that continues one.
    private enum Foldable {
        /// It says where the message ends or how it's encoded.
        case framing
        /// It's the last one that was stored.
        case wanted
        case other
        /// The header section has just begun: there is no header that could go on.
        case nothing
    }

    init(limits: Limits, mayBeHTTP2: Bool = false) {
        self.limits = limits
        self.mayBeHTTP2 = mayBeHTTP2
        body = ResponseBody(limit: limits.bodyBytes)
    }

    /// Whether the whole body has come; false if neither a length nor chunks say where it ends.
    var isBodyComplete: Bool {
        guard isHeaderComplete else { return false }
        return hasNoBody || body.hasLastChunk ?? (declaredBytes == body.encodedCount)
    }

    /// Whether bytes came after the end of the message; they belong to no response.
    ///
    /// Only what comes behind the last chunk is noticed here.
    var hasExcess: Bool { body.hasExcess }

    /// Whether some of the body is not decoded yet.
    var isBehind: Bool { body.isBehind }

    /// What the body has cost so far; see ``ResponseBody/work``.
    var work: Int { body.work }

    private var hasNoBody: Bool { limits.hasNoBody || status == 204 || status == 304 }

    /// Takes the body out; it's handed over without a copy.
    mutating func takeBody() -> [UInt8] { body.takeBytes() }

    /// Takes a whole header line with its line end: a status line, a header, or the empty line that ends a section.
    ///
    /// Returns false when the response is refused; ``violation`` says why.
    mutating func takeHeader(line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        if headerBytes > limits.headerBytes { return refuse(.headerBytes(limit: limits.headerBytes)) }
        guard let first = line.first, first != UInt8(ascii: "\r"), first != UInt8(ascii: "\n") else {
            isHeaderComplete = status >= 200
            isAtStart = !isHeaderComplete
            return isHeaderComplete ? startBody() : true
        }
        if isAtStart {
            isAtStart = false
            return takeStatus(line: line)
        }
        headerCount += 1
        if headerCount > limits.headerCount { return refuse(.headerCount(limit: limits.headerCount)) }
        return takeHeaderField(line: line, first: first)
    }

    /// Takes a piece of the body as it came from the connection.
    mutating func takeBody(chunk: UnsafeRawBufferPointer) -> Bool {
        body.take(chunk).map { refuse($0) } ?? true
    }

    /// Whether a line is a header or the continuation of one: neither the status line nor the end of the section.
    func isWithinHeaders(_ line: UnsafeRawBufferPointer) -> Bool {
        !isAtStart && line.first != UInt8(ascii: "\r") && line.first != UInt8(ascii: "\n")
    }

    /// Decodes a further step of what has come of the body.
    mutating func proceed() -> Bool {
        body.proceed().map { refuse($0) } ?? true
    }

    /// The message has ended: refuses it if its body has not.
    mutating func finish() {
        guard !hasNoBody, violation == nil, let missing = body.finish() else { return }
        violation = missing
    }

    private mutating func refuse(_ reason: ResponseViolation) -> Bool {
        if violation == nil { violation = reason }
        return false
    }

    /// Each status line begins a new section: the headers of a 1xx response are dropped, but count toward the limits.
    private mutating func takeStatus(line: UnsafeRawBufferPointer) -> Bool {
        isHTTP2 = mayBeHTTP2 && line.starts(with: "HTTP/2 ".utf8)
        guard let status = isHTTP2 ? Self.status(line, at: 7) : Self.status(line) else { return refuse(.version) }
        headers.removeAll(keepingCapacity: true)
        declaredBytes = nil
        coding = nil
        isChunked = false
        folded = .nothing
        self.status = status
        isOldVersion = !isHTTP2 && line[7] == UInt8(ascii: "0")
        return status == 101 ? refuse(.switchedProtocols) : true
    }

    /// The code of a status line (RFC 9112, 4) of HTTP/1.0 or 1.1; nil of any other line.
    private static func status(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.count >= 13, line.starts(with: "HTTP/1.".utf8), line[7] == 0x30 || line[7] == 0x31,
            line[8] == 0x20
        else { return nil }
        return status(line, at: 9)
    }

    private static func status(_ line: UnsafeRawBufferPointer, at start: Int) -> Int? {
        let end = start + 3
        guard line.count > end, line[end] == 0x20 || line[end] == 0x0D || line[end] == 0x0A else { return nil }
        var status = 0
        for digit in line[start..<end] {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            status = status * 10 + Int(digit) - 0x30
        }
        return status
    }

    private mutating func takeHeaderField(line: UnsafeRawBufferPointer, first: UInt8) -> Bool {
        guard first != 0x20, first != 0x09 else { return takeContinuation(line) }
        folded = .other
        guard let base = line.baseAddress, let colon = memchr(base, Int32(UInt8(ascii: ":")), line.count)
        else { return true }
        let nameLength = UnsafeRawPointer(colon) - base
        if nameLength == 0 { return refuse(.namelessHeader) }
        let name = UnsafeRawBufferPointer(rebasing: line[..<nameLength])
        // White space in front of the colon would hide a length from libcurl, and from nobody else (RFC 9112, 5.1).
        let isSpaced = name.last == 0x20 || name.last == 0x09
        var isTaken = true
        limits.names.meanings(of: isSpaced ? Self.trim(name) : name) { meaning in
            let value = Self.trim(UnsafeRawBufferPointer(rebasing: line[(nameLength + 1)...]))
            switch meaning {
            case .wanted(let name):
                guard !isSpaced else { return }
                headers.append(Self.header(name, value))
                if folded == .other { folded = .wanted }
            case .contentLength: isTaken = isSpaced ? refuse(.ambiguousLength) : takeLength(Self.parseLength(value))
            case .transferEncoding: isTaken = isSpaced ? refuse(.ambiguousLength) : takeTransferCoding(value)
            case .contentEncoding: isTaken = isSpaced ? refuse(.severalCodings) : takeCoding(value)
            case .charset:
                if !isSpaced, Self.namesCharset(value) { headers.append(Self.header(.contentType, value)) }
            }
            switch meaning {
            case .wanted, .charset: break
            case .contentLength, .transferEncoding, .contentEncoding: folded = .framing
            }
        }
        return isTaken
    }

    /// A line that goes on with the header before it: libcurl and others don't agree on what the value is.
    private mutating func takeContinuation(_ line: UnsafeRawBufferPointer) -> Bool {
        switch folded {
        case .other: return true
        case .nothing: return refuse(.foldOfNothing)
        case .framing: return refuse(.ambiguousLength)
        case .wanted:
            guard let last = headers.popLast() else { return true }
            let more = Self.header(last.name, Self.trim(line)).value
            headers.append(HTTPField(name: last.name, value: last.value.isEmpty ? more : last.value + " " + more))
            return true
        }
    }

    /// The final header section is over: refuses a body that says it's too long, makes room for one that isn't.
    private mutating func startBody() -> Bool {
        guard !hasNoBody else { return true }
        var known: ContentCoding?
        if let coding, !coding.isEmpty, coding.lowercased() != "identity" {
            known = ContentCoding(name: coding)
            if known == nil { return refuse(.unknownCoding(coding)) }
        }
        let framing =
            isChunked
            ? ChunkedBodyDecoder(
                limit: limits.bodyBytes, trailerBytes: limits.headerBytes - headerBytes,
                trailerFields: limits.headerCount - headerCount) : nil
        return body.begin(declared: declaredBytes, coding: known, framing: framing).map { refuse($0) } ?? true
    }

    private mutating func takeLength(_ length: Int?) -> Bool {
        guard let length, declaredBytes ?? length == length, status != 204 || length == 0, !isChunked else {
            return refuse(.ambiguousLength)
        }
        declaredBytes = length
        return true
    }

    private mutating func takeCoding(_ value: UnsafeRawBufferPointer) -> Bool {
        if coding != nil || value.contains(UInt8(ascii: ",")) { return refuse(.severalCodings) }
        // It may be quoted in a message.
        coding = String(decoding: value.lazy.filter { $0 > 0x20 && $0 < 0x7F }.prefix(40), as: UTF8.self)
        return true
    }

    /// Accepts `chunked` only; we ask for no other coding.
    private mutating func takeTransferCoding(_ value: UnsafeRawBufferPointer) -> Bool {
        if isOldVersion { return refuse(.codingOfOldVersion) }
        guard value.count == 7, value.elementsEqual("chunked".utf8, by: { $0 | 0x20 == $1 }) else {
            return refuse(.severalCodings)
        }
        if isChunked || declaredBytes != nil { return refuse(.ambiguousLength) }
        isChunked = true
        return true
    }

    /// A header with its value as it came: bytes that are no text stay as they are.
    ///
    /// The lenient initialiser, which must be ready for any byte, costs 450 instructions more.
    private static func header(_ name: HTTPField.Name, _ value: UnsafeRawBufferPointer) -> HTTPField {
        for byte in value where byte < 0x20 || byte > 0x7E { return HTTPField(name: name, lenientValue: value) }
        return HTTPField(name: name, value: String(decoding: value, as: UTF8.self))
    }

    /// Whether a `Content-Type` has parameters, unless that is `charset=utf-8`, as in most.
    private static func namesCharset(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let base = value.baseAddress, let semicolon = memchr(base, Int32(UInt8(ascii: ";")), value.count) else {
            return false
        }
        let parameters = value[(UnsafeRawPointer(semicolon) - base)...].drop { $0 == UInt8(ascii: ";") || $0 <= 0x20 }
        let usual = StaticString("charset=utf-8")
        return usual.withUTF8Buffer { usual in
            !parameters.elementsEqual(usual) { $0 | 0x20 == $1 | 0x20 }
        }
    }

    private static func trim(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = value.count
        while start < end, value[start] <= 0x20 { start += 1 }
        while end > start, value[end - 1] <= 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: value[start..<end])
    }

    /// The length, `Int.max` for one that is larger; nil for what is no number.
    private static func parseLength(_ value: UnsafeRawBufferPointer) -> Int? {
        guard !value.isEmpty else { return nil }
        var length = 0
        for byte in value {
            guard byte >= 48, byte <= 57 else { return nil }
            let (tenfold, isLarge) = length.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = tenfold.addingReportingOverflow(Int(byte) - 48)
            if isLarge || isLarger { return .max }
            length = sum
        }
        return length
    }
}
