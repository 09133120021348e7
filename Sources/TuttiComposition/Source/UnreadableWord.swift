internal import TuttiYAML

/// A word of YAML with a place beyond which it can't be read: a scalar, an escape, an anchor, a directive.
struct UnreadableWord {
    private let file: SourceFile
    private let start: YAMLMark
    private let mark: YAMLMark
    /// The character that it begins with.
    private let first: Unicode.Scalar?
    /// The character at the place beyond which it can't be read; nil at the end of a line.
    private let found: Unicode.Scalar?

    /// Of a quoted text: whether its second quote comes before that place.
    private var isClosed = false
    /// Of a quoted text: the `x`, `u` or `U` right before that place, if a backslash precedes it.
    private var escape: Unicode.Scalar?

    init(file: SourceFile, start: YAMLMark, mark: YAMLMark) {
        self.file = file
        self.start = start
        self.mark = mark
        first = file.scalar(at: start)
        found = file.scalar(at: mark)
        if first == "\"" || first == "'" { followQuote() }
    }

    /// Whether it is a quoted text without its second quote.
    var isUnclosedQuote: Bool {
        (first == "'" || first == "\"") && !isClosed && !(first == "\"" && (found == "\\" || escape != nil))
    }

    var words: YAMLMistake.Words {
        if start == mark { return nothingBeginsSo }
        switch first {
        case "%" where start.column == 0: return YAMLMistake.directive
        case "|", ">": return found == "\t" ? Self.tab : Self.blockHeader
        case "!" where isInOneLine: return YAMLMistake.tags
        case "&", "*":
            if isInOneLine, between.dropFirst().allSatisfy(Self.isNamed) { return YAMLMistake.anchorOrAlias }
        case "'", "\"":
            if !isClosed { return unclosed }
        default:
            if found == "\t" { return Self.tab }
            if found == ":", let next = file.scalar(at: YAMLMark(line: mark.line, column: mark.column + 1)),
                ",?[]{}".unicodeScalars.contains(next)
            {
                return (
                    "a value is missing between `:` and `\(Character(next))`", "put the text before it in double quotes"
                )
            }
        }
        return ("a `:` is missing after the key", "write `key: value`; the mistake may be in the line before")
    }

    private static let tab: YAMLMistake.Words = ("a tab can't be used for indentation", "indent with spaces")
    private static let blockHeader: YAMLMistake.Words = (
        "after `|` or `>` stand `+` or `-` and a digit from 1 to 9, or nothing", "begin the text in the next line"
    )

    private var nothingBeginsSo: YAMLMistake.Words {
        if found == "\t" { return Self.tab }
        return (
            "a value can't begin with `\(found.map { String(Character($0)) } ?? "")`", "put the value in double quotes"
        )
    }

    private var unclosed: YAMLMistake.Words {
        if first == "\"", found == "\\" {
            return ("YAML has no such escape in double quotes", "write `\\\\` for a backslash, or use single quotes")
        }
        let digits: Int
        switch escape {
        case "x": digits = 2
        case "u": digits = 4
        case "U": digits = 8
        default: return ("this quote is not closed", "put the same quote at the end of the value")
        }
        let written = file.line(mark.line).scalars.dropFirst(mark.column).prefix(digits)
        guard written.count == digits, written.allSatisfy(\.properties.isASCIIHexDigit) else {
            return (
                "this escape is not finished",
                "`\\x` takes two hexadecimal digits, `\\u` four and `\\U` eight; a backslash is written `\\\\`"
            )
        }
        return (
            "YAML has no such character: it writes one beyond U+FFFF as one escape, not as two",
            "write the character itself, or `\\U` and eight digits: `\"\\U0001F600\"` for `\"\\ud83d\\ude00\"` of JSON"
        )
    }

    private var isInOneLine: Bool { start.line == mark.line }

    /// The characters from the first on, up to the place.
    private var between: [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        for number in start.line...max(start.line, mark.line) {
            let line = file.line(number).scalars
            let end = number == mark.line ? min(mark.column, line.count) : line.count
            scalars += number == start.line ? line[..<end].dropFirst(start.column) : line[..<end]
            if number < mark.line { scalars.append("\n") }
        }
        return scalars
    }

    private mutating func followQuote() {
        var rest = between.dropFirst()
        while let scalar = rest.popFirst() {
            if first == "\"", scalar == "\\" {
                let escaped = rest.popFirst()
                if rest.isEmpty, let escaped, "xuU".unicodeScalars.contains(escaped) { escape = escaped }
            } else if first == "'", scalar == "'", rest.first == "'" {
                rest.removeFirst()
            } else if scalar == first {
                isClosed = true
                return
            }
        }
    }

    /// What libyaml takes for the name of an anchor.
    private static func isNamed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z", "_", "-": true
        default: false
        }
    }
}
