internal import TuttiSystem

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
        indentation = before.map { $0 == "\t" ? "\t" : String(repeating: " ", count: TextStyle.width($0)) }.joined()
        let meant = characters.dropFirst(first).prefix(max(length, 1))
        let columns = meant.reduce(0) { $0 + ($1 == "\t" ? 1 : TextStyle.width($1)) }
        carets = "^" + String(repeating: "~", count: max(columns, 1) - 1)
    }

    private static func visible(_ character: Character) -> Character {
        character == "\t" ? character : TextStyle.printable(String(character)).first ?? " "
    }
}
