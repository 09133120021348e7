internal import HTTPTypes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Takes in a response as libcurl reads it, within bounds.
///
/// The bounds hold for all header sections together, so that endless `103 Early Hints`, or trailers, don't escape them.
struct ResponseCollector {
    /// Why the response is refused.
    enum Violation: Equatable {
        case headerBytes(limit: Int)
        case headerFields(limit: Int)
        case bodyBytes(limit: Int)
        case encodedBytes(limit: Int)
        case switchedProtocols
        /// A status line of another major version, which libcurl lets pass: a connection on which HTTP/1.1 is spoken has none.
        case version
        /// Two lengths that differ, one that is no number, or one for a 204, which has no body: where the response ends is
        /// anybody's guess (RFC 9112, 6.3), and its rest would be taken for the next answer. libcurl reads `2a` as 2.
        case ambiguousLength
        /// More than one coding, each of which may make a thousand bytes of one: libcurl's decoders hand them to each other, and
        /// neither a bound nor a clock is asked in between. A few kilobytes could keep the thread for minutes.
        case severalCodings
    }

    /// What a response may have, and what of it is wanted.
    struct Limits {
        var headerBytes: Int
        var headerFields: Int
        var bodyBytes: Int
        /// The fields to keep or to look at.
        var names: ResponseFieldNames
        /// The answer to HEAD: `Content-Length` speaks of a body that doesn't come.
        var hasNoBody = false
    }

    /// The most bytes set aside on the word of `Content-Length` alone.
    static let mostReservedBytes = 1 << 20

    private let limits: Limits
    private(set) var violation: Violation?
    private(set) var fields: [HTTPField] = []
    private var body: [UInt8] = []
    private var headerBytes = 0
    private var headerFields = 0
    private var status = 0
    /// Whether the final header section has ended; libcurl takes one that breaks off for a response without a body.
    private(set) var isHeaderComplete = false
    /// Whether the body has a content coding.
    private(set) var isEncoded = false
    private var isChunked = false
    private var declaredBytes: Int?
    /// Whether the next line begins a header section.
    ///
    /// Further down a line like a status line is a field for libcurl, if it has a colon.
    private var isAtStart = true

    init(limits: Limits) {
        self.limits = limits
    }

    /// Whether all of the body has come that was declared; false where nothing was, or where it's another length than that of what
    /// is kept.
    var isBodyComplete: Bool {
        guard isHeaderComplete, !isEncoded else { return false }
        return limits.hasNoBody || status == 204 || status == 304 || declaredBytes == body.count
    }

    /// Takes the body out; it's handed over without a copy.
    mutating func takeBody() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &body)
        return taken
    }

    /// Takes a whole header line with its line end: a status line, a field, or the empty line that ends a section.
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
            if Self.isStatusLine(line) { return takeStatus(line: line) }
        }
        headerFields += 1
        if headerFields > limits.headerFields { return refuse(.headerFields(limit: limits.headerFields)) }
        // A trailer must not pass for a field of the header section (RFC 9110, 6.5.1).
        return isHeaderComplete || takeField(line: line, first: first)
    }

    /// Takes a piece of the decoded body.
    mutating func takeBody(chunk: UnsafeRawBufferPointer) -> Bool {
        if chunk.count > limits.bodyBytes - body.count { return refuse(.bodyBytes(limit: limits.bodyBytes)) }
        body.append(contentsOf: chunk)
        return true
    }

    /// Notes how many bytes of body have arrived before content decoding.
    ///
    /// A compressed stream can be endless and decode to nothing, so the decoded count alone doesn't bound it.
    mutating func takeEncoded(total: Int64) -> Bool {
        total > Int64(limits.bodyBytes) ? refuse(.encodedBytes(limit: limits.bodyBytes)) : true
    }

    private mutating func refuse(_ reason: Violation) -> Bool {
        if violation == nil { violation = reason }
        return false
    }

    /// Each status line begins a new section: what a 1xx response said is dropped, what it cost is not.
    private mutating func takeStatus(line: UnsafeRawBufferPointer) -> Bool {
        fields.removeAll(keepingCapacity: true)
        declaredBytes = nil
        isEncoded = false
        isChunked = false
        guard line[5] == UInt8(ascii: "1"), line.count > 6, line[6] == UInt8(ascii: ".") else {
            return refuse(.version)
        }
        let digits = line.drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix(3)
        status = digits.reduce(0) { $0 * 10 + (Int($1) - 48) }
        return status == 101 ? refuse(.switchedProtocols) : true
    }

    private mutating func takeField(line: UnsafeRawBufferPointer, first: UInt8) -> Bool {
        // A continuation line (obs-fold, RFC 9112, 5.2) belongs to no field that is wanted.
        guard first != UInt8(ascii: " "), first != UInt8(ascii: "\t"), let base = line.baseAddress,
            let colon = memchr(base, Int32(UInt8(ascii: ":")), line.count)
        else { return true }
        let nameLength = UnsafeRawPointer(colon) - base
        var isTaken = true
        limits.names.meanings(of: UnsafeRawBufferPointer(rebasing: line[..<nameLength])) { meaning in
            let value = Self.trim(UnsafeRawBufferPointer(rebasing: line[(nameLength + 1)...]))
            switch meaning {
            case .contentLength: isTaken = takeLength(Self.parseLength(value))
            case .contentEncoding: isTaken = takeCoding(value)
            case .transferEncoding: isTaken = takeTransferCoding(value)
            case .charset: if Self.namesCharset(value) { fields.append(Self.field(.contentType, value)) }
            case .wanted(let name): fields.append(Self.field(name, value))
            }
        }
        return isTaken
    }

    /// The final header section is over: refuses a body that says it's too long, makes room for one that isn't.
    private mutating func startBody() -> Bool {
        guard let declaredBytes, !limits.hasNoBody, status != 204, status != 304 else { return true }
        if declaredBytes > limits.bodyBytes {
            return refuse(isEncoded ? .encodedBytes(limit: limits.bodyBytes) : .bodyBytes(limit: limits.bodyBytes))
        }
        if !isEncoded { body.reserveCapacity(min(declaredBytes, Self.mostReservedBytes)) }
        return true
    }

    private mutating func takeLength(_ length: Int?) -> Bool {
        guard let length, declaredBytes ?? length == length, status != 204 || length == 0, !isChunked else {
            return refuse(.ambiguousLength)
        }
        declaredBytes = length
        return true
    }

    private mutating func takeCoding(_ value: UnsafeRawBufferPointer) -> Bool {
        if isEncoded || value.contains(UInt8(ascii: ",")) { return refuse(.severalCodings) }
        isEncoded = true
        return true
    }

    /// Takes chunks alone: nobody asks for another transfer coding, and libcurl would decode it before the content's.
    private mutating func takeTransferCoding(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count == 7, value.elementsEqual("chunked".utf8, by: { $0 | 0x20 == $1 }) else {
            return refuse(.severalCodings)
        }
        if isChunked || declaredBytes != nil { return refuse(.ambiguousLength) }
        isChunked = true
        return true
    }

    private static func isStatusLine(_ line: UnsafeRawBufferPointer) -> Bool {
        line.count > 5 && line[0] == UInt8(ascii: "H") && line[1] == UInt8(ascii: "T") && line[2] == UInt8(ascii: "T")
            && line[3] == UInt8(ascii: "P") && line[4] == UInt8(ascii: "/")
    }

    /// A field with a value as it came; what isn't text is kept byte for byte.
    ///
    /// The lenient initialiser, which must be ready for any byte, costs 450 instructions more.
    private static func field(_ name: HTTPField.Name, _ value: UnsafeRawBufferPointer) -> HTTPField {
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
