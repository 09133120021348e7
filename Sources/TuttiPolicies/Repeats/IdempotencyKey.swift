/// A client's `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07, 2.1).
///
/// The draft has it as a string in quotes (RFC 9651, 3.3.3); most clients send the same text without them, and mean the same by it.
package struct IdempotencyKey: Sendable, Equatable {
    /// The most bytes of a key.
    package static let longest = 255

    /// The key, without quotes.
    package let text: String

    /// Reads the values of the header; nil unless there is one, of 1 to 255 printable characters of ASCII.
    package init?(_ values: [String]) {
        guard values.count == 1, let value = values.first, let bytes = Self.unquoted(Array(value.utf8)),
            (1...Self.longest).contains(bytes.count), bytes.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// What stands between quotes, or all where there are none; nil for what begins with a quote and isn't a string.
    private static func unquoted(_ value: [UInt8]) -> [UInt8]? {
        let (quote, escape) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        guard value.first == quote else { return value }
        guard value.count > 2, value.last == quote else { return nil }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in value.dropFirst().dropLast() {
            if isEscaped {
                guard byte == quote || byte == escape else { return nil }
                bytes.append(byte)
                isEscaped = false
            } else if byte == escape {
                isEscaped = true
            } else if byte == quote {
                return nil
            } else {
                bytes.append(byte)
            }
        }
        return isEscaped ? nil : bytes
    }
}
