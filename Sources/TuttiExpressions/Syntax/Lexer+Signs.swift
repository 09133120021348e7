extension Lexer {
    /// The longest sign at the position.
    mutating func sign() throws(ExpressionSyntaxError) -> Token.Sign {
        let start = position
        // The signs outside ASCII are of two or three bytes; the longest ASCII ones are of two.
        let next = source[start..<min(start + 3, source.count)]
        if let found = Self.typographic.first(where: { next.starts(with: $0.bytes) }) {
            position += found.bytes.count
            return found.sign
        }
        for length in [2, 1] where next.count >= length {
            if let sign = Token.Sign(rawValue: String(decoding: next.prefix(length), as: UTF8.self)) {
                position += length
                return sign
            }
        }
        throw unexpectedCharacter()
    }

    /// The ways to write a sign that JMESPath Community takes besides the ASCII one.
    private static let typographic: [(bytes: [UInt8], sign: Token.Sign)] = [
        (Array("×".utf8), .times), (Array("÷".utf8), .divide), (Array("−".utf8), .minus),
    ]

    /// What is taken over when text is copied, and not seen.
    private static let invisible: Set<Unicode.Scalar> = [
        "\u{A0}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{202F}", "\u{3000}",
    ]

    /// The error for a character that starts nothing, shown whole however many bytes it has.
    private func unexpectedCharacter() -> ExpressionSyntaxError {
        let rest = String(decoding: source[position..<min(position + 16, source.count)], as: UTF8.self)
        let character = rest.unicodeScalars.first.map { Character($0) } ?? " "
        let range = position..<min(position + character.utf8.count, source.count)
        if let scalar = character.unicodeScalars.first, Self.invisible.contains(scalar) {
            let code = String(scalar.value, radix: 16, uppercase: true)
            return ExpressionSyntaxError(
                "an invisible character, U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code), stands here",
                help: "remove it; white space is written with spaces", at: range)
        }
        let help: String? =
            switch character {
            case "#", ";", "\\", "~", "^": "a name with such signs stands in double quotes: \"a\(character)b\""
            case "‘", "’": "text stands in straight quotes: 'text'"
            case "“", "”": "a name stands in straight quotes: \"name\""
            case "≠": "write `!=`"
            case "≤": "write `<=`"
            case "≥": "write `>=`"
            default:
                character.isASCII ? nil : "a name with letters beyond a to z stands in double quotes: \"\(character)\""
            }
        let shown =
            character.isASCII && !(0x20...0x7E).contains(character.asciiValue ?? 0)
            ? "a control character" : "`\(character)`"
        return ExpressionSyntaxError("\(shown) has no meaning here", help: help, at: range)
    }
}
