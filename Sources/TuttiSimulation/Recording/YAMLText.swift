internal import TuttiJSON

/// Writes JSON values as YAML the way people write it: blocks, short values in one line, quotes where they must be.
///
/// What is written is read back as the same values from a composition file: `${` of text is written `$${`.
struct YAMLText {
    /// Values up to this width stand in one line.
    private static let width = 100

    private(set) var text = ""

    /// Writes the members of an object, each on lines of its own that begin with `indent` spaces.
    mutating func write(_ members: [(name: String, value: JSONValue)], indent: Int) {
        for member in members {
            text += String(repeating: " ", count: indent) + Self.key(member.name) + ":"
            write(member.value, after: indent + member.name.count + 1, indent: indent + 2)
        }
    }

    /// Writes a value behind a key or a dash: in its line if it fits, else below.
    private mutating func write(_ value: JSONValue, after column: Int, indent: Int) {
        let line = Self.line(value)
        if value.count == 0 || column + 1 + line.count <= Self.width {
            text += " " + line + "\n"
        } else if value.kind == .object {
            text += "\n"
            write(value.members, indent: indent)
        } else {
            text += "\n"
            for element in value.elements { writeElement(element, indent: indent) }
        }
    }

    private mutating func writeElement(_ value: JSONValue, indent: Int) {
        text += String(repeating: " ", count: indent) + "-"
        let line = Self.line(value)
        if value.kind == .object, value.count > 0, indent + 2 + line.count > Self.width {
            // The first member stands behind the dash.
            var inner = YAMLText()
            inner.write(value.members, indent: indent + 2)
            text += " " + inner.text.dropFirst(indent + 2)
        } else {
            write(value, after: indent + 1, indent: indent + 2)
        }
    }

    /// A value in one line.
    private static func line(_ value: JSONValue) -> String {
        switch value.kind {
        case .null: "null"
        case .bool: value.bool == true ? "true" : "false"
        case .number: value.number?.text ?? "0"
        case .string: scalar(value.string ?? "")
        case .array: "[" + value.elements.map(line).joined(separator: ", ") + "]"
        case .object:
            value.count == 0
                ? "{}"
                : "{ " + value.members.map { key($0.name) + ": " + line($0.value) }.joined(separator: ", ") + " }"
        }
    }

    /// A key: a word as it is, anything else in quotes.
    ///
    /// No variables are put into keys, so `${` stays as it is.
    private static func key(_ text: String) -> String {
        isPlain(text) && !text.contains(" ") ? text : quoted(text)
    }

    private static func scalar(_ text: String) -> String {
        isPlain(text)
            ? text : quoted(text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "$${"))
    }

    /// Whether it can stand without quotes and is read as text: a letter, then signs that mean nothing to YAML anywhere.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 60, text.last != " " else {
            return false
        }
        let words = ["null", "true", "false"]
        return !words.contains(text.lowercased())
            && text.utf8.allSatisfy {
                isLetter($0) || (0x30...0x39).contains($0) || " -./_".utf8.contains($0)
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// In double quotes, with escapes for all that YAML holds to be unprintable or a line break (YAML 1.2, 5.1 and 5.7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    let length = scalar.value > 0xFFFF ? 8 : 4
                    result +=
                        (length == 8 ? "\\U" : "\\u") + String(repeating: "0", count: length - digits.count) + digits
                }
            }
        }
        return result + "\""
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        case 0x202A...0x202E, 0x2066...0x2069: false
        default: true
        }
    }
}
