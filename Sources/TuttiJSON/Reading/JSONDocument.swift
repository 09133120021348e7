/// A JSON document: the bytes as they came, and an index that finds every value in them.
///
/// The index is made in one pass that also validates: structure, numbers, escapes, UTF-8, depth, nothing after the
/// value. The bytes are not copied. Accepted is RFC 8259 with these choices: a byte order mark before the value is passed
/// over; half of a surrogate pair on its own (`"\ud800"`) stays in the bytes as it is, and reads as U+FFFD, since no text
/// can hold it; a member name may be repeated (see `JSONNode.member`); numbers have any length. A document of 4 GiB or more
/// is refused.
///
/// `@unchecked Sendable`: both properties are constants, and the memory behind `tape` is written only before `init`
/// returns and freed in `deinit`.
@usableFromInline
package final class JSONDocument: @unchecked Sendable {
    /// The document as it came.
    package let bytes: [UInt8]

    @usableFromInline let tape: UnsafePointer<UInt64>

    /// The bytes that the document and its index take.
    package let memorySize: Int

    /// Validates and indexes `bytes`.
    ///
    /// - Throws: `JSONError` with the first defect.
    package init(parsing bytes: consuming [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        let result = bytes.withUnsafeBufferPointer { Self.index($0, limits: limits) }
        self.bytes = bytes
        switch result {
        case .success(let (tape, capacity)):
            self.tape = UnsafePointer(tape)
            memorySize = self.bytes.capacity + capacity * MemoryLayout<UInt64>.stride
        case .failure(let error): throw error
        }
    }

    deinit {
        tape.deallocate()
    }

    /// The word at a position of the tape.
    ///
    /// Everyone reads the tape through this: it keeps the document, and so the memory, alive until the word is read.
    @inlinable @inline(__always)
    func word(at position: Int) -> UInt64 {
        withExtendedLifetime(self) { tape[position] }
    }

    /// The document's value.
    @inlinable package var root: JSONNode {
        JSONNode(document: self, position: 0)
    }

    private static func index(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits
    ) -> Result<(tape: UnsafeMutablePointer<UInt64>, capacity: Int), JSONError> {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return .failure(error(.empty, at: 0)) }
        guard bytes.count <= UInt32.max else { return .failure(error(.tooLarge, at: 0)) }
        var indexer = JSONIndexer(bytes, start: start)
        do {
            try indexer.run(depth: limits.depth)
            return .success((indexer.tape, indexer.capacity))
        } catch {
            indexer.tape.deallocate()
            return .failure(Self.error(error, at: indexer.place))
        }
    }

    private static func error(_ defect: JSONDefect, at offset: Int) -> JSONError {
        let (code, message) = defect.description
        return JSONError(code: code, message: message, offset: offset)
    }
}

extension JSONDocument {
    /// The bytes of the value at a position of the tape.
    ///
    /// `bytes` are all of the document's. The slice is not checked again: the indexer put it on the tape.
    @inline(__always)
    func slice(of position: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[extent(of: position, in: bytes)])
    }

    /// Where the value at a position of the tape stands in the document's bytes.
    @inline(__always)
    func extent(of position: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let word = word(at: position)
        let first = JSONTape.offset(word)
        if JSONTape.isContainer(word) { return first..<JSONTape.end(self.word(at: position &+ 1)) }
        let length = JSONTape.length(word)
        let end = length == JSONTape.saturated ? scalarEnd(from: first, in: bytes) : first &+ Int(length)
        return first..<end
    }

    /// The end of a string or number of 256 MiB or more, found by reading it again.
    @inline(never)
    private func scalarEnd(from first: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = first + 1
        guard bytes[first] == UInt8(ascii: "\"") else {
            while index < bytes.count, !" \t\n\r,]}".utf8.contains(bytes[index]) { index += 1 }
            return index
        }
        while bytes[index] != UInt8(ascii: "\"") { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
        return index + 1
    }

    /// Calls `body` with the text of the string at a position of the tape: UTF-8 without quotes and escapes.
    @inline(__always)
    func withText<R>(
        at position: Int, in bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        let raw = slice(of: position, in: bytes)
        let text = UnsafeBufferPointer(rebasing: raw[1..<max(raw.count &- 1, 1)])
        guard JSONTape.tag(word(at: position)) == .escapedString else { return try body(text) }
        return try withDecoded(text, body)
    }

    @inline(never)
    private func withDecoded<R>(
        _ raw: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: raw.count) { buffer in
            guard let start = buffer.baseAddress else { return try body(raw) }
            return try body(UnsafeBufferPointer(start: start, count: JSONEscape.decode(raw, into: start)))
        }
    }

    /// Whether the string at a position of the tape has the given text.
    @inline(__always)
    func string(
        at position: Int, in bytes: UnsafeBufferPointer<UInt8>, equals wanted: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        withText(at: position, in: bytes) { JSONText.equal($0, wanted) }
    }

    /// Whether two strings of this document have the same text.
    func stringsEqual(_ left: Int, _ right: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // Without escapes, equal texts have equal tags and lengths.
        let (a, b) = (word(at: left), word(at: right))
        if a &>> 32 != b &>> 32, JSONTape.tag(a) == .plainString, JSONTape.tag(b) == .plainString { return false }
        return withText(at: left, in: bytes) { string(at: right, in: bytes, equals: $0) }
    }
}

extension JSONDocument {
    /// The position on the tape past the value at a position.
    @inlinable @inline(__always)
    func position(after position: Int) -> Int {
        JSONTape.isContainer(word(at: position)) ? JSONTape.next(word(at: position &+ 1)) : position &+ 1
    }
}
