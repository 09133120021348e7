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
}
