internal import CXML

/// What an XML document says, one thing after the other, in bytes of its own.
struct XMLEvents {
    /// What an event is.
    enum Kind {
        /// An element begins; the text is its name, without a prefix.
        case element
        /// An attribute of the element that has begun; the text is its name, without a prefix.
        case attribute
        /// The value of the attribute before.
        case value
        /// Text, or a part of it.
        case text
        /// The element ends; there is no text.
        case end
    }

    /// All of it.
    let bytes: [UInt8]

    /// Reads a document in UTF-8, in which at most so many elements may be inside each other.
    ///
    /// - Throws: why it can't be read. Nothing of it is fetched or expanded, whatever it says.
    init(_ document: [UInt8], levels: Int) throws(XMLDefect) {
        if let failure = XMLLibrary.failure { throw .unavailable(failure) }
        var result = cxml_result()
        // Five bytes come with each event. The shortest text that makes three has five: `<a/>` and a line feed make 17.
        let most = 4 * document.count + 1024
        document.withUnsafeBufferPointer { bytes in
            cxml_parse(bytes.baseAddress, bytes.count, Int32(levels), most, &result)
        }
        defer { cxml_free(&result) }
        switch result.status {
        case CXML_OK: bytes = Array(UnsafeBufferPointer(start: result.events, count: result.count))
        case CXML_DOCTYPE: throw .documentType
        case CXML_TOO_DEEP: throw .tooDeep
        case CXML_MALFORMED:
            throw .malformed(Self.message(result), line: Int(result.line), column: Int(result.column))
        default: throw .tooLarge
        }
    }

    /// What libxml2 says, up to the end of its first line.
    private static func message(_ result: cxml_result) -> String {
        var result = result
        return withUnsafeBytes(of: &result.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 && $0 != 0x0A }, as: UTF8.self)
        }
    }

    /// The event that begins at `place`, which is moved behind it, and where its text is; nil at the end.
    func next(_ place: inout Int) -> (kind: Kind, text: Range<Int>)? {
        let start = place + 5
        guard start <= bytes.count else { return nil }
        var count = 0
        for index in 0..<4 { count |= Int(bytes[place + 1 + index]) << (8 * index) }
        guard count <= bytes.count - start, let kind = Self.kind(bytes[place]) else { return nil }
        place = start + count
        return (kind, start..<place)
    }

    private static func kind(_ byte: UInt8) -> Kind? {
        switch Int(byte) {
        case Int(CXML_ELEMENT): .element
        case Int(CXML_ATTRIBUTE): .attribute
        case Int(CXML_VALUE): .value
        case Int(CXML_TEXT): .text
        case Int(CXML_END): .end
        default: nil
        }
    }
}
