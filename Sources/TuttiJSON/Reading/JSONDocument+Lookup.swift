extension JSONDocument {
    /// The position that names, which are parts of `text`, lead to from a position; nil where one is missing.
    @inline(__always)
    func value(
        at names: UnsafeBufferPointer<Range<Int>>, of text: UnsafeBufferPointer<UInt8>, from position: Int,
        in bytes: UnsafeBufferPointer<UInt8>, _ looked: inout Int
    ) -> Int? {
        var position = position
        for name in names {
            looked &+= length64(of: position)
            guard let next = member(UnsafeBufferPointer(rebasing: text[name]), of: position, in: bytes) else {
                return nil
            }
            position = next
        }
        return position
    }

    /// A 64th of how many members or elements a container has; 0 for a scalar.
    @inline(__always)
    func length64(of position: Int) -> Int {
        let word = word(at: position)
        guard JSONTape.isContainer(word) else { return 0 }
        let count = JSONTape.length(word)
        guard count != JSONTape.saturated else { return JSONNode(document: self, position: position).count >> 6 }
        return Int(truncatingIfNeeded: count &>> 6)
    }

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
