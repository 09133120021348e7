internal import TuttiExpressions
internal import TuttiPlan

/// Bytes of a client's query that are no UTF-8, on their way through text: `?a=%FF` goes to a service as `%FF`.
///
/// In text each such byte is one of the last characters there are, U+10FF80 to U+10FFFF, which are for private use or none at all,
/// and only a query of a call makes a byte of it again; where the client sent one of these itself, its bytes are taken so, too. A
/// parameter that some expression looks into must be text: the request is refused then.
enum RawBytes {
    private static let base: UInt32 = 0x10_FF00

    /// The first byte of what stands for bytes.
    static let first: UInt8 = 0xF4

    /// The text that the bytes are, or, with a character for each byte that is no part of one.
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

    /// Percent-encodes text as ``PercentEncoding/encoded(_:)`` does, and the bytes in it as themselves.
    static func encoded(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            isByte(scalar)
                ? "%" + String(scalar.value - base, radix: 16, uppercase: true)
                : PercentEncoding.encoded(String(scalar))
        }.joined()
    }

    /// Whether a text holds bytes.
    static func isIn(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: isByte)
    }

    private static func isByte(_ scalar: UnicodeScalar) -> Bool { scalar.value >= base + 0x80 }
}
