internal import TuttiExpressions
internal import TuttiPlan

/// Carries bytes of a client's query that are not UTF-8 through text: `?a=%FF` goes to a service as `%FF`.
///
/// In text each such byte is a character from U+10FF80 to U+10FFFF, which are for private use. The query of a call writes them as
/// bytes again. If the client itself sends one of these characters, each of its bytes is carried in the same way. Where an
/// expression reads such a parameter as text, the request is refused.
enum RawBytes {
    private static let base: UInt32 = 0x10_FF00

    /// The first UTF-8 byte of the characters that carry bytes.
    static let first: UInt8 = 0xF4

    /// The bytes as text, with a carrying character for each byte that is not UTF-8.
    static func text(_ bytes: [UInt8]) -> String {
        if !bytes.contains(first), let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = String.UnicodeScalarView()
        var parser = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        var place = 0
        func append(_ count: Int) {
            for byte in bytes.dropFirst(place).prefix(count) {
                if let character = UnicodeScalar(base + UInt32(byte)) { text.append(character) }
            }
        }
        while true {
            switch parser.parseScalar(from: &source) {
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                if isByte(scalar) { append(encoded.count) } else { text.append(scalar) }
                place += encoded.count
            case .error(let length):
                append(length)
                place += length
            case .emptyInput:
                return String(text)
            }
        }
    }

    /// Percent-encodes text as ``PercentEncoding/encoded(_:)`` does, and a carrying character as its byte.
    static func encoded(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            isByte(scalar)
                ? "%" + String(scalar.value - base, radix: 16, uppercase: true)
                : PercentEncoding.encoded(String(scalar))
        }.joined()
    }

    /// Whether a text holds carrying characters.
    static func isIn(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: isByte)
    }

    private static func isByte(_ scalar: UnicodeScalar) -> Bool { scalar.value >= base + 0x80 }
}
