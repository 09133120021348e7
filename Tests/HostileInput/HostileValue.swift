/// A value that a client may send to get out of the place it is put in.
package struct HostileValue: Sendable {
    /// As a JSON string, quotes included.
    package let json: String
    /// What the JSON means.
    package let text: String

    init(_ text: String) {
        self.init(json: Self.encoded(text), text: text)
    }

    init(json: String, text: String) {
        self.json = json
        self.text = text
    }

    /// The bytes of the value.
    package var bytes: [UInt8] { Array(text.utf8) }

    /// Whether a placeholder of a path must not take it.
    package var isRefusedInPath: Bool { text.isEmpty || StrictTarget.isStep(bytes) }

    /// Whether a header can't carry it (RFC 9110, 5.5).
    package var isRefusedInField: Bool { bytes.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } }

    /// Percent-encoded whole, by other code than Tutti's.
    package var encoded: String {
        bytes.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(Unicode.Scalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    private static func encoded(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"", "\\": return "\\" + String(scalar)
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
