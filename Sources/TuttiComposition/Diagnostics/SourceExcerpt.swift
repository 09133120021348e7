/// A source line and the caret run that stands below it in a terminal.
struct SourceExcerpt {
    /// The line, cut around the place if it is long.
    let line: String
    /// What stands before the first caret: a tab below each tab, two spaces below a wide character.
    let indentation: String
    /// `^`, and `~` below each further column.
    let carets: String

    /// Longer lines are cut to about this many characters.
    private static let limit = 160

    /// - Parameters:
    ///   - line: the whole line.
    ///   - column: in characters, from 1.
    ///   - length: in characters.
    init(line: String, column: Int, length: Int) {
        var characters = Array(line)
        var first = min(max(column - 1, 0), characters.count)
        var marks = (before: "", after: "")
        if characters.count > Self.limit {
            let start = max(0, first - Self.limit / 2)
            let end = min(characters.count, start + Self.limit)
            marks = (start > 0 ? "…" : "", end < characters.count ? "…" : "")
            characters = Array(characters[start..<end])
            first -= start
        }
        self.line = marks.before + String(characters.map(Self.visible)) + marks.after
        let before = marks.before + String(characters.prefix(first))
        indentation = before.map { $0 == "\t" ? "\t" : String(repeating: " ", count: Self.width($0)) }.joined()
        let meant = characters.dropFirst(first).prefix(max(length, 1))
        let columns = meant.reduce(0) { $0 + ($1 == "\t" ? 1 : Self.width($1)) }
        carets = "^" + String(repeating: "~", count: max(columns, 1) - 1)
    }

    private static func visible(_ character: Character) -> Character {
        character == "\t" ? character : DiagnosticRenderer.printable(String(character)).first ?? " "
    }

    /// Columns of a terminal: 2 for East Asian wide characters and emoji (Unicode TR 11), 0 for a lone combining mark.
    static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.contains("\u{FE0F}") || scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
