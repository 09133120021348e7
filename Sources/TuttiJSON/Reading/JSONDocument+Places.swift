extension JSONDocument {
    /// The place of the document's value.
    package var rootPlace: JSONPlace { JSONPlace(0) }

    /// The value at a place.
    package func node(at place: JSONPlace) -> JSONNode { JSONNode(document: self, position: place.index) }

    /// What kind of value is at a place.
    package func kind(at place: JSONPlace) -> JSONKind {
        switch JSONTape.tag(word(at: place.index)) {
        case .null: .null
        case .false, .true: .bool
        case .number: .number
        case .plainString, .escapedString: .string
        case .array: .array
        case .object: .object
        }
    }

    /// How many elements or members there are, repeated names counted each time; 0 for a scalar.
    package func count(at place: JSONPlace) -> Int {
        let word = word(at: place.index)
        guard JSONTape.isContainer(word) else { return 0 }
        let count = JSONTape.length(word)
        return count == JSONTape.saturated ? node(at: place).walkedCount : Int(truncatingIfNeeded: count)
    }

    /// How many bytes the value has in the document.
    package func byteCount(at place: JSONPlace) -> Int {
        bytes.withUnsafeBufferPointer { extent(of: place.index, in: $0).count }
    }

    /// The elements of an array, or the names and values of an object in turn, each repeated name as often as it is there; nothing
    /// for a scalar.
    package func children(of place: JSONPlace) -> JSONChildren {
        let word = word(at: place.index)
        guard JSONTape.isContainer(word) else { return JSONChildren(position: 0, end: 0) }
        return JSONChildren(position: place.index &+ 2, end: JSONTape.next(self.word(at: place.index &+ 1)))
    }

    /// Calls `body` with the text of a string: UTF-8 without quotes and escapes; with nothing for another kind.
    package func withText<R>(at place: JSONPlace, _ body: (Span<UInt8>) -> R) -> R {
        let tag = JSONTape.tag(word(at: place.index))
        guard tag == .plainString || tag == .escapedString else {
            return body(UnsafeBufferPointer(start: nil, count: 0).span)
        }
        return bytes.withUnsafeBufferPointer { bytes in
            withText(at: place.index, in: bytes) { body($0.span) }
        }
    }

    /// Whether there is a number without a fraction, however it is written: `1.0` and `10e-1` have none.
    package func isWhole(at place: JSONPlace) -> Bool {
        let word = word(at: place.index)
        guard JSONTape.tag(word) == .number else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            let text = slice(of: place.index, in: bytes)
            for byte in text where byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
                return JSONDecimal(text).isWhole
            }
            return true
        }
    }

    /// The number at a place where it is written as a whole one of at most 18 digits; nil for any other, and for another kind.
    package func shortInteger(at place: JSONPlace) -> Int? {
        let word = word(at: place.index)
        guard JSONTape.tag(word) == .number, JSONTape.length(word) <= 19 else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            let text = slice(of: place.index, in: bytes)
            let isNegative = text.first == UInt8(ascii: "-")
            var value = 0
            for byte in isNegative ? UnsafeBufferPointer(rebasing: text.dropFirst()) : text {
                let digit = Int(byte) &- 0x30
                guard digit >= 0, digit <= 9, value < 100_000_000_000_000_000 else { return nil }
                value = value &* 10 &+ digit
            }
            return isNegative ? 0 &- value : value
        }
    }

    /// Whether an array has an element twice; false for another kind.
    ///
    /// Takes time in proportion to the bytes of the array.
    package func hasRepeatedElement(at place: JSONPlace) -> Bool {
        var elements = JSONPositionSet(count: count(at: place))
        var walk = JSONTapeWalk(node(at: place), over: .array)
        while let position = walk.next() {
            let element = JSONNode(document: self, position: position)
            var hasher = Hasher()
            element.hash(into: &hasher)
            let isNew = elements.insert(position, hasher) { JSONNode(document: self, position: $0) == element }
            guard isNew else { return true }
        }
        return false
    }

    /// The place of a name that the same object has had before, the first one within the value at a place; nil where there is none.
    ///
    /// Takes time in proportion to the bytes of the value.
    package func firstRepeatedName(in place: JSONPlace) -> JSONPlace? {
        bytes.withUnsafeBufferPointer { bytes in
            var position = place.index
            let end = self.position(after: position)
            while position < end {
                let word = word(at: position)
                guard JSONTape.isContainer(word) else {
                    position &+= 1
                    continue
                }
                if JSONTape.isObject(word), JSONTape.length(word) > 1,
                    let name = JSONDistinctNames.firstRepeated(in: node(at: JSONPlace(position)), bytes)
                {
                    return JSONPlace(name)
                }
                position &+= 2
            }
            return nil
        }
    }
}
