internal import CJSONScan

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
        guard tag == .object else { return nil }
        // Tag and length together are one comparison: most names fail it.
        let head = JSONTape.word(.plainString, length: wanted.count &+ 2, offset: 0) &>> 32
        let found: Int? = document.bytes.withUnsafeBufferPointer { bytes in
            var found: Int?
            var name = Int(position) &+ 2
            let end = JSONTape.next(document.word(at: name &- 1))
            while name < end {
                let word = document.word(at: name)
                let value = name &+ 1
                if word &>> 32 == head || JSONTape.tag(word) == .escapedString,
                    document.string(at: name, in: bytes, equals: wanted)
                {
                    found = value
                }
                name = document.position(after: value)
            }
            return found
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
