/// One value inside a document: the document and a position in its index.
///
/// Taking a node apart copies no bytes. A node keeps its whole document alive.
@usableFromInline
package struct JSONNode: Sendable {
    /// The document that the value is part of.
    @usableFromInline package let document: JSONDocument

    @usableFromInline let position: UInt32

    @inlinable
    init(document: JSONDocument, position: Int) {
        self.document = document
        self.position = UInt32(truncatingIfNeeded: position)
    }

    /// What kind of value it is.
    @inlinable package var kind: JSONKind {
        switch tag {
        case .null: .null
        case .false, .true: .bool
        case .number: .number
        case .plainString, .escapedString: .string
        case .array: .array
        case .object: .object
        }
    }

    /// How many elements an array or members an object has, repeated names counted each time; 0 for a scalar.
    @inlinable package var count: Int {
        guard isContainer else { return 0 }
        let count = JSONTape.length(word)
        return count == JSONTape.saturated ? walkedCount : Int(truncatingIfNeeded: count)
    }

    /// Whether it is null.
    @inlinable package var isNull: Bool {
        tag == .null
    }

    /// The value of true or false; nil for another kind.
    @inlinable package var bool: Bool? {
        switch tag {
        case .true: true
        case .false: false
        case .null, .number, .plainString, .escapedString, .array, .object: nil
        }
    }

    /// The text of a string without quotes and escapes; nil for another kind.
    package var string: String? {
        guard isString else { return nil }
        return withTextBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The number with all its digits; nil for another kind.
    package var number: JSONNumber? {
        guard tag == .number else { return nil }
        return withBytes { JSONNumber(validated: $0) }
    }

    /// How many bytes the value has in the document, a string's quotes included.
    package var byteCount: Int {
        let word = word
        let length = JSONTape.length(word)
        // Most values are scalars whose length is on the tape.
        if !JSONTape.isContainer(word), length != JSONTape.saturated { return Int(truncatingIfNeeded: length) }
        return withBytes { $0.count }
    }

    /// The bytes of a string, quotes included, or a number; 0 for another kind.
    package var textByteCount: Int {
        switch word &>> 60 {
        case JSONTape.Tag.number.rawValue, JSONTape.Tag.plainString.rawValue, JSONTape.Tag.escapedString.rawValue:
            byteCount
        default: 0
        }
    }

    /// Calls `body` with exactly the value's bytes in the document, a string's quotes included.
    package func withRawBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withBytes { try body(UnsafeRawBufferPointer($0)) }
    }
}

extension JSONNode {
    /// Where it is in its document.
    package var place: JSONPlace { JSONPlace(Int(position)) }

    @inlinable var word: UInt64 {
        document.word(at: Int(position))
    }

    @inlinable var tag: JSONTape.Tag {
        JSONTape.tag(word)
    }

    @inlinable var isContainer: Bool {
        JSONTape.isContainer(word)
    }

    var isString: Bool {
        tag == .plainString || tag == .escapedString
    }

    @usableFromInline var walkedCount: Int {
        var children = 0
        var walk = JSONTapeWalk(self)
        while walk.next() != nil { children += 1 }
        return tag == .object ? children / 2 : children
    }

    func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try document.bytes.withUnsafeBufferPointer { try body(document.slice(of: Int(position), in: $0)) }
    }

    /// The value's bytes where they stand, if there are so many; nil for a shorter value.
    func slice(from least: Int) -> ArraySlice<UInt8>? {
        let bytes = document.bytes
        let extent = bytes.withUnsafeBufferPointer { document.extent(of: Int(position), in: $0) }
        return extent.count >= least ? bytes[extent] : nil
    }

    /// The UTF-8 text of a node that is a string, without quotes and escapes.
    func withTextBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try document.bytes.withUnsafeBufferPointer { try document.withText(at: Int(position), in: $0, body) }
    }

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

    /// What a path leads to; nil where a member is missing or not an object.
    ///
    /// `looked` adds up how many members or elements the values on the way have, in units of 64: what looking through
    /// them takes. A value of fewer adds nothing. The document is retained once, for the result, and not for each name.
    package func value(at path: JSONPath) -> (node: JSONNode?, looked: Int) {
        var looked = 0
        let found = document.bytes.withUnsafeBufferPointer { bytes in
            path.text.withUnsafeBufferPointer { text in
                path.names.withUnsafeBufferPointer { names in
                    document.value(at: names, of: text, from: Int(position), in: bytes, &looked)
                }
            }
        }
        return (found.map { JSONNode(document: document, position: $0) }, looked)
    }

    /// The elements of an array; none if it is not an array.
    @inlinable package var elements: JSONElements {
        JSONElements(node: self)
    }

    /// The members of an object, each name once; none if it is not an object.
    package var members: JSONMembers {
        JSONMembers(self)
    }
}

extension JSONNode: Equatable {
    /// Whether the values mean the same: numbers by value, objects irrespective of order, strings after unescaping.
    @usableFromInline package static func == (left: JSONNode, right: JSONNode) -> Bool {
        if left.document === right.document && left.position == right.position { return true }
        let kind = left.kind
        guard kind == right.kind else { return false }
        switch kind {
        case .null: return true
        case .bool: return left.tag == right.tag
        case .number: return left.number == right.number
        case .string: return left.withTextBytes { text in right.withTextBytes { JSONText.equal(text, $0) } }
        case .array: return left.count == right.count && left.elements.elementsEqual(right.elements)
        case .object: return membersEqual(left.members, right.members)
        }
    }

    /// Each pair of values is compared once, so that nesting doesn't multiply the work.
    private static func membersEqual(_ left: JSONMembers, _ right: JSONMembers) -> Bool {
        guard left.count == right.count else { return false }
        var others = right.makeIterator()
        var mine = left.makeIterator()
        // Most often the order is the same.
        while let member = mine.next(), let other = others.next() {
            guard member.name == other.name else {
                return unorderedEqual(member, &mine, right)
            }
            guard member.value == other.value else { return false }
        }
        return true
    }

    private static func unorderedEqual(
        _ first: JSONMembers.Element, _ rest: inout JSONMembers.Iterator, _ right: JSONMembers
    ) -> Bool {
        var values: [JSONText.Key: JSONNode] = [:]
        values.reserveCapacity(right.count)
        for (name, value) in right { values[JSONText.Key(text: name.string ?? "")] = value }
        var next: JSONMembers.Element? = first
        while let (name, value) = next {
            guard values[JSONText.Key(text: name.string ?? "")] == value else { return false }
            next = rest.next()
        }
        return true
    }
}
