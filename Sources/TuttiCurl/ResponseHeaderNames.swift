internal import HTTPTypes

/// The names of response headers that a worker looks at, prepared once per call.
///
/// Most headers of a response are none of them, which the length of their name alone shows for most: that takes one bit test.
struct ResponseHeaderNames {
    /// Why the worker looks at a header.
    enum Meaning {
        case contentLength
        case contentEncoding
        case transferEncoding
        /// A `Content-Type` that the call does not want: the response has it when it names an unexpected charset.
        case charset
        case wanted(HTTPField.Name)
    }

    private struct Candidate {
        /// Length and last byte of the name, as ``ResponseHeaderNames/mark(of:)`` gives them.
        var mark: Int
        /// The name in lower case.
        var bytes: [UInt8]
        var meaning: Meaning
    }

    private var candidates: [Candidate] = []
    /// Bit *n* is set when a name has *n* bytes; bit 63 stands for all longer ones.
    private var lengths: UInt64 = 0

    init(wanted: [HTTPField.Name]) {
        add("content-length", .contentLength)
        add("content-encoding", .contentEncoding)
        add("transfer-encoding", .transferEncoding)
        if !wanted.contains(.contentType) { add("content-type", .charset) }
        for name in wanted { add(name.canonicalName, .wanted(name)) }
    }

    /// Calls `body` for each meaning of a name that is written in any case.
    ///
    /// A name can have two: `content-length` may be wanted as well.
    @inline(__always)
    func meanings(of name: UnsafeRawBufferPointer, _ body: (Meaning) -> Void) {
        guard lengths & Self.bit(name.count) != 0 else { return }
        let mark = Self.mark(of: name)
        // `Date` is as long as `ETag`, so the last byte is compared before an array is touched.
        for index in candidates.indices where candidates[index].mark == mark {
            if Self.matches(name, candidates[index].bytes) { body(candidates[index].meaning) }
        }
    }

    private mutating func add(_ name: String, _ meaning: Meaning) {
        let bytes = Array(name.utf8)
        let mark = bytes.withUnsafeBytes { Self.mark(of: $0) }
        candidates.append(Candidate(mark: mark, bytes: bytes, meaning: meaning))
        lengths |= Self.bit(bytes.count)
    }

    /// The length and, in lower case, the last byte of a name: a letter in any case gives the same.
    private static func mark(of name: UnsafeRawBufferPointer) -> Int {
        name.count << 8 | Int((name.last ?? 0) | 0x20)
    }

    private static func bit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }

    private static func matches(_ name: UnsafeRawBufferPointer, _ lowercase: [UInt8]) -> Bool {
        for (index, expected) in lowercase.enumerated() {
            let byte = name[index]
            let folded = byte >= 65 && byte <= 90 ? byte | 0x20 : byte
            if folded != expected { return false }
        }
        return true
    }
}
