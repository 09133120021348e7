/// Names that expressions read without quotes: a letter or `_`, then letters, digits and `_`, all of ASCII.
enum Identifier {
    static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return begins(first) && text.utf8.allSatisfy(continues)
    }

    static func begins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    static func continues(_ byte: UInt8) -> Bool {
        begins(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The nearest valid name, for a suggestion: `user-id` gives `user_id`.
    static func repaired(_ text: String) -> String? {
        let name = String(text.map { $0.isASCII && $0.utf8.allSatisfy(continues) ? $0 : "_" })
        return isValid(name) ? name : nil
    }
}
