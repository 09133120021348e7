package import HTTPTypes
internal import TuttiPlan

/// The character encoding of a service's response, as its `Content-Type` names it.
///
/// Names and meanings are those of the WHATWG Encoding Standard, which browsers follow: `iso-8859-1` and `us-ascii` are names of
/// windows-1252.
package enum CharacterSet: Equatable, Sendable {
    /// UTF-8; a text in US-ASCII is UTF-8, too.
    case utf8
    /// Windows-1252: one byte for each character of western European text.
    case windows1252
    /// UTF-16; nil where the byte order mark or the first character shows the order of bytes.
    case utf16(isBigEndian: Bool?)
    /// Another encoding, with that name.
    case other(String)

    /// The encoding that the `Content-Type` among these headers names; UTF-8 where it names none.
    package init(declaredIn headers: [HTTPField]) {
        guard let value = headers.first(where: { $0.name == .contentType })?.value, let name = Self.name(in: value)
        else {
            self = .utf8
            return
        }
        self.init(named: name)
    }

    /// The encoding with that name, in lower case.
    init(named name: String) {
        self = Self.names.first { $0.names.contains(name) }?.set ?? .other(name)
    }

    /// The encoding of an XML document (RFC 7303, 3): what its byte order mark says, else the `Content-Type` among these headers, else the
    /// document itself; UTF-8 where nothing does.
    init(ofXML body: [UInt8], _ headers: [HTTPField]) {
        let start = body.prefix(256)
        if start.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8
        } else if start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0xFF, 0xFE]) {
            self = .utf16(isBigEndian: nil)
        } else if let value = headers.first(where: { $0.name == .contentType })?.value, let name = Self.name(in: value)
        {
            self.init(named: name)
        } else if start.starts(with: [0, UInt8(ascii: "<")]) || start.starts(with: [UInt8(ascii: "<"), 0]) {
            self = .utf16(isBigEndian: start.first == 0)
        } else if let name = Self.declaredName(start) {
            self.init(named: name)
            // Who can read the declaration byte by byte sees that it isn't: programs that have converted a document leave it as it was.
            if case .utf16 = self { self = .utf8 }
        } else {
            self = .utf8
        }
    }

    /// `encoding` of an XML declaration (XML 1.0, 4.3.3), in lower case; nil without one.
    private static func declaredName(_ start: ArraySlice<UInt8>) -> String? {
        guard start.starts(with: "<?xml".utf8) else { return nil }
        let declaration = start.prefix { $0 != UInt8(ascii: ">") }
        let word = Array("encoding".utf8)
        guard
            let place = declaration.indices.first(where: { declaration[$0...].starts(with: word) }),
            let open = declaration[(place + word.count)...].firstIndex(where: {
                $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
            })
        else { return nil }
        let name = declaration[(open + 1)...].prefix { $0 != declaration[open] }
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    /// The parameter `charset` in lower case; nil without one.
    private static func name(in contentType: String) -> String? {
        for parameter in contentType.utf8.split(separator: UInt8(ascii: ";")).dropFirst() {
            let parts = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2, text(parts[0]) == "charset" else { continue }
            return text(parts[1])
        }
        return nil
    }

    /// The value in lower case, without white space and quotes around it.
    private static func text(_ bytes: Substring.UTF8View) -> String {
        let isAround = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "\"") }
        var bytes = bytes.drop(while: isAround)
        while let last = bytes.last, isAround(last) { bytes.removeLast() }
        return String(Substring(bytes)).lowercased()
    }

    private static let names: [(set: CharacterSet, names: Set<String>)] = [
        (.utf8, ["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8"]),
        (
            .windows1252,
            [
                "windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1",
                "iso_8859-1:1987", "iso-ir-100", "csisolatin1", "latin1", "l1", "ibm819", "cp819", "us-ascii", "ascii",
                "ansi_x3.4-1968",
            ]
        ),
        (.utf16(isBigEndian: nil), ["utf-16", "unicode", "iso-10646-ucs-2", "ucs-2", "csunicode"]),
        (.utf16(isBigEndian: false), ["utf-16le", "unicodefeff"]),
        (.utf16(isBigEndian: true), ["utf-16be", "unicodefffe"]),
    ]
}

extension CharacterSet {
    /// Converts the text of a body to UTF-8; whether a UTF-8 body is valid is not checked here.
    ///
    /// - Parameters:
    ///   - body: the bytes in this encoding.
    ///   - bound: the most bytes that the text may have.
    /// - Returns: the text.
    /// - Throws: when the bytes are not in the encoding, the encoding is not known, or the text is too long.
    package func transcoded(_ body: [UInt8], atMost bound: Int) throws(UnreadableBody) -> [UInt8] {
        switch self {
        case .utf8:
            return body
        case .windows1252:
            return try Self.fromWindows1252(body, atMost: bound)
        case .utf16(let isBigEndian):
            return try Self.fromUTF16(body, isBigEndian: isBigEndian, atMost: bound)
        case .other(let name):
            // In nearly all encodings a byte below 128 is an ASCII character.
            guard body.allSatisfy({ $0 < 0x80 }) else {
                throw UnreadableBody(
                    .badResponse, "its charset is `\(name.prefix(40))`, which is not known here")
            }
            return body
        }
    }

    /// The characters of the bytes 80 to 9F; every other byte is its own code point.
    private static let upperControls: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0x9D,
        0x017E, 0x0178,
    ]

    private static func fromWindows1252(_ body: [UInt8], atMost bound: Int) throws(UnreadableBody) -> [UInt8] {
        guard body.contains(where: { $0 >= 0x80 }) else { return body }
        var text: [UInt8] = []
        text.reserveCapacity(body.count + body.count / 8)
        for byte in body {
            switch byte {
            case ..<0x80: text.append(byte)
            case 0x80..<0xA0: append(upperControls[Int(byte) - 0x80], to: &text)
            default: append(UInt16(byte), to: &text)
            }
            if text.count > bound { throw .tooLarge(bound) }
        }
        return text
    }

    private static func fromUTF16(
        _ body: [UInt8], isBigEndian declared: Bool?, atMost bound: Int
    ) throws(UnreadableBody) -> [UInt8] {
        var start = 0
        var isBigEndian = declared ?? false
        switch (body.first, body.dropFirst().first) {
        case (0xFE, 0xFF): (isBigEndian, start) = (true, 2)
        case (0xFF, 0xFE): (isBigEndian, start) = (false, 2)
        // JSON, and most text, begins with an ASCII character.
        case (0, .some(1...)) where declared == nil: isBigEndian = true
        default: break
        }
        var text: [UInt8] = []
        text.reserveCapacity(body.count / 2)
        var high: UInt32?
        for at in stride(from: start, to: body.count, by: 2) {
            guard at + 1 < body.count else { throw .notUTF16(at) }
            let unit =
                isBigEndian
                ? UInt32(body[at]) << 8 | UInt32(body[at + 1]) : UInt32(body[at + 1]) << 8 | UInt32(body[at])
            var value = unit
            if let first = high {
                guard unit & 0xFC00 == 0xDC00 else { throw .notUTF16(at - 2) }
                value = 0x10000 + (first & 0x3FF) << 10 + unit & 0x3FF
                high = nil
            } else if unit & 0xFC00 == 0xD800 {
                high = unit
                continue
            }
            guard let scalar = Unicode.Scalar(value) else { throw .notUTF16(at) }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            if text.count > bound { throw .tooLarge(bound) }
        }
        if high != nil { throw .notUTF16(body.count - 2) }
        return text
    }

    /// Appends a code point from 80 to FFFF that is no surrogate.
    private static func append(_ point: UInt16, to text: inout [UInt8]) {
        if point < 0x800 {
            text.append(0xC0 | UInt8(truncatingIfNeeded: point >> 6))
        } else {
            text.append(0xE0 | UInt8(truncatingIfNeeded: point >> 12))
            text.append(0x80 | UInt8(truncatingIfNeeded: point >> 6 & 0x3F))
        }
        text.append(0x80 | UInt8(truncatingIfNeeded: point & 0x3F))
    }
}
