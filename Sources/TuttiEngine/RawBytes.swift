internal import TuttiExpressions
internal import TuttiPlan

/// Bytes of a client's query that are no UTF-8, on their way through text: `?a=%FF` goes to a service as `%FF`.
///
/// In text each such byte is a character of the last private-use plane, U+10FF80 to U+10FFFF, and only a query of a call makes
/// a byte of it again. A parameter that some expression looks into must be text: the request is refused then.
enum RawBytes {
    private static let base: UInt32 = 0x10_FF00

    /// The text that the bytes are, or, with a character for each byte that is no part of one.
    static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = String.UnicodeScalarView()
        var parser = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        var place = 0
        while true {
            switch parser.parseScalar(from: &source) {
            case .valid(let scalar):
                text.append(Unicode.UTF8.decode(scalar))
                place += scalar.count
            case .error(let length):
                for byte in bytes.dropFirst(place).prefix(length) {
                    if let marker = UnicodeScalar(base + UInt32(byte)) { text.append(marker) }
                }
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

    /// Whether a text holds bytes, or characters that would be taken for them.
    static func isIn(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: isByte)
    }

    private static func isByte(_ scalar: UnicodeScalar) -> Bool { scalar.value >= base + 0x80 }
}

extension PreparedEndpoint {
    /// A parameter of the client's query that must be text and is none.
    struct UnreadableParameter: Error {
        /// Its name, percent-encoded where it has to be.
        let name: String
    }

    /// Whether values of the client's query hold bytes that are no text.
    ///
    /// - Throws: when one does that some expression looks into.
    func hasRawQuery(_ request: ClientRequest) throws(UnreadableParameter) -> Bool {
        guard !reads.isDisjoint(with: [.query, .queryAll]), request.query.mayHoldRawBytes else { return false }
        var isRaw = false
        for pair in request.query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = PercentDecoding.formText(pair[..<equals])
            let value = PercentDecoding.formText(pair[equals...].dropFirst())
            guard RawBytes.isIn(name) || RawBytes.isIn(value) else { continue }
            isRaw = true
            if plan.textOfQuery.isOpen || plan.textOfQuery.contains(name) {
                throw UnreadableParameter(name: RawBytes.encoded(name))
            }
        }
        return isRaw
    }
}

extension String {
    /// Whether some byte of a query is beyond ASCII, encoded or not: others are text for certain.
    fileprivate var mayHoldRawBytes: Bool {
        var isEscape = false
        for byte in utf8 {
            if byte >= 0x80 || isEscape && byte >= UInt8(ascii: "8") { return true }
            isEscape = byte == UInt8(ascii: "%")
        }
        return false
    }
}
