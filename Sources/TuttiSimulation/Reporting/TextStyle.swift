/// How words of a report look in a terminal.
struct TextStyle: Sendable {
    /// What a word says of what it stands for (ANSI escapes, ECMA-48, 8.3.117).
    enum Meaning: String {
        case good = "32"
        case bad = "1;31"
        case doubtful = "33"
        case secondary = "2"
        case strong = "1"
    }

    let isColored: Bool

    /// The text in its colour; unchanged without colours.
    func paint(_ text: String, _ meaning: Meaning) -> String {
        isColored ? "\u{1B}[\(meaning.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Text that comes from a file or a service can't move the cursor of a terminal.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    /// The text, and spaces up to a width.
    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Int {
    /// `1 test`, `2 tests`.
    func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
