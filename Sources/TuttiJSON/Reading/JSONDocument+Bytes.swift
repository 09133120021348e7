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
