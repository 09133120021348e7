internal import TuttiSystem

/// Lays text out in two columns, of which the right one is wrapped.
struct TextRows {
    /// How wide the whole may be, in columns of a terminal.
    var width = 100
    /// How wide the left column is.
    let left: Int
    private(set) var lines: [String] = []

    init(left: Int) {
        self.left = left
    }

    /// Adds a row.
    ///
    /// - Parameters:
    ///   - first: what stands on the left of its first line; colours in it count for nothing.
    ///   - more: what stands on the left of the lines that it runs on to.
    ///   - text: what stands on the right.
    ///   - paint: colours one line of the right, of which the flag says whether it is the first.
    mutating func add(
        _ first: (text: String, width: Int), more: String = "", _ text: String,
        paint: (_ line: String, _ isFirst: Bool) -> String = { line, _ in line }
    ) {
        for (index, line) in Self.wrapped(text, to: max(30, width - left)).enumerated() {
            let start =
                index == 0
                ? first.text + String(repeating: " ", count: max(0, left - first.width))
                : TextStyle.padded(more, to: left)
            lines.append(start + paint(line, index == 0))
        }
    }

    /// The text in lines of at most so many columns, as far as its words let it; further lines are a little to the right.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        let indent = String(text.prefix { $0 == " " })
        var lines: [String] = []
        var line = indent
        for word in text.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false) {
            let isFirst = line.allSatisfy { $0 == " " }
            if !isFirst, TextStyle.width(line) + 1 + TextStyle.width(String(word)) > width {
                lines.append(line)
                line = indent + "  " + word
            } else {
                line += (isFirst ? "" : " ") + word
            }
        }
        return lines + [line]
    }
}
