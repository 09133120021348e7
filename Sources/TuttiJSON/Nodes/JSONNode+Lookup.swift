extension JSONNode {
    /// The value of a member; nil if there is none of that name or it is not an object.
    ///
    /// Of a repeated name the last one counts. Names are compared as UTF-8 after unescaping, without normalisation.
    package func member(_ name: String) -> JSONNode? {
        JSONText.with(name) { member(utf8: $0) }
    }

    /// The value of a member by a name encoded before; otherwise like `member(_:)` with a string.
    package func member(_ name: JSONName) -> JSONNode? {
        name.utf8.withUnsafeBufferPointer { member(utf8: $0) }
    }

    private func member(utf8 wanted: UnsafeBufferPointer<UInt8>) -> JSONNode? {
        let found = document.bytes.withUnsafeBufferPointer {
            document.member(wanted, of: Int(position), in: $0)
        }
        return found.map { JSONNode(document: document, position: $0) }
    }

    /// The element at an index from 0; nil out of range or if it is not an array.
    ///
    /// Takes time in proportion to `index`.
    package func element(_ index: Int) -> JSONNode? {
        guard tag == .array, index >= 0, index < count else { return nil }
        var walk = JSONTapeWalk(self)
        for _ in 0..<index {
            guard walk.next() != nil else { return nil }
        }
        return walk.next().map { JSONNode(document: document, position: $0) }
    }
}

extension JSONDocument {
    /// The position of a member's value; nil if there is none of that name or no object at the position.
    ///
    /// `bytes` are all of the document's.
    func member(
        _ wanted: UnsafeBufferPointer<UInt8>, of position: Int, in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        guard JSONTape.isObject(word(at: position)) else { return nil }
        let head = JSONTape.nameHead(of: wanted)
        var found: Int?
        var name = position &+ 2
        let end = JSONTape.next(word(at: position &+ 1))
        while name < end {
            let word = word(at: name)
            if word &>> 32 == head || JSONTape.isEscapedString(word), self.name(word, at: name, in: bytes, is: wanted) {
                found = name &+ 1
            }
            name = self.position(after: name &+ 1)
        }
        return found
    }

    /// Whether the name at a position, of which the word has the head of the wanted one or is escaped, is the wanted one.
    @inline(__always)
    func name(
        _ word: UInt64, at position: Int, in bytes: UnsafeBufferPointer<UInt8>, is wanted: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard !JSONTape.isEscapedString(word), JSONTape.length(word) != JSONTape.saturated,
            let start = bytes.baseAddress
        else { return string(at: position, in: bytes, equals: wanted) }
        let text = start + JSONTape.offset(word) + 1
        // Most names of the same length differ in their first byte: a call less than comparing all of them.
        guard let first = wanted.first, text.pointee == first else { return wanted.isEmpty }
        return JSONText.equal(UnsafeBufferPointer(start: text, count: wanted.count), wanted)
    }
}

extension JSONTape {
    /// The upper half of the word of a name without escapes: tag and length together are one comparison, which most names
    /// fail.
    @inline(__always)
    static func nameHead(of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        word(.plainString, length: name.count &+ 2, offset: 0) &>> 32
    }

    /// Whether a word is that of an object.
    @inline(__always)
    static func isObject(_ word: UInt64) -> Bool {
        word &>> 60 == Tag.object.rawValue
    }

    /// Whether a word is that of a string with escapes.
    @inline(__always)
    static func isEscapedString(_ word: UInt64) -> Bool {
        word &>> 60 == Tag.escapedString.rawValue
    }
}
