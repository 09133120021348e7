package import HTTPTypes

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
        self = Self.names.first { $0.names.contains(name) }?.set ?? .other(name)
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
