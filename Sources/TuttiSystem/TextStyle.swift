/// How text looks in a terminal: its colours, its width, and what may not get there.
package struct TextStyle: Sendable {
    /// What a colour says of the word that has it (ANSI escapes, ECMA-48, 8.3.117).
    package enum Meaning: String {
        case good = "32"
        case bad = "1;31"
        case warning = "1;33"
        case doubtful = "33"
        case help = "1;36"
        case secondary = "2"
        case strong = "1"
    }

    private let isColored: Bool

    /// A style with colours, or one that leaves text as it is.
    package init(isColored: Bool) {
        self.isColored = isColored
    }

    /// The text in its colour; unchanged without colours.
    package func paint(_ text: String, _ meaning: Meaning) -> String {
        isColored ? "\u{1B}[\(meaning.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The text with U+FFFD for each control character: what comes from a file or a service can't move the cursor of a terminal.
    package static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    /// The text, and spaces up to a width in columns of a terminal.
    package static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Self.width(text)))
    }

    /// How many columns of a terminal the text takes.
    package static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    /// How many columns of a terminal a character takes: 2 for East Asian wide characters and emoji (Unicode Standard Annex 11),
    /// 0 for a lone combining mark, else 1.
    package static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        guard scalar.value >= 0x300 || character.unicodeScalars.count > 1 else { return 1 }
        if character.unicodeScalars.contains("\u{FE0F}") || scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// The blocks of wide characters, in outline.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}
