internal import TuttiJSON

extension SchemaValidator {
    private static let mostBytes = 300

    /// The JSON Pointer of the place in question.
    var pointer: String {
        var text = ""
        for step in path {
            text += "/"
            switch step {
            case .element(let index): text += String(index)
            case .member(_, isNamed: false) where !tellsAllNames: text += "*"
            case .member(let name, _):
                let token = document.node(at: name).string ?? ""
                for scalar in token.unicodeScalars {
                    switch scalar {
                    case "~": text += "~0"
                    case "/": text += "~1"
                    default: text += Self.printable(scalar)
                    }
                    if text.utf8.count > Self.mostBytes { return text + "…" }
                }
            }
            if text.utf8.count > Self.mostBytes { return text + "…" }
        }
        return text
    }

    /// A name in quotes, shortened where it is long.
    static func quoted(_ name: JSONPlace, of document: JSONDocument) -> String {
        quoted(document.node(at: name).string ?? "")
    }

    /// A text in quotes, shortened where it is long.
    static func quoted(_ text: String) -> String {
        let short = text.unicodeScalars.prefix(60)
        let json = JSONValue.string(short.endIndex == text.unicodeScalars.endIndex ? text : String(short) + "…")
            .jsonText
        return json.unicodeScalars.map(printable).joined()
    }

    /// The character; as JSON escapes it where it does something to the text around it, as a line feed does, or a sign that turns the
    /// direction of writing round.
    private static func printable(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        default: String(scalar)
        }
    }

    /// A value as JSON, shortened where it is long.
    static func words(_ value: JSONNode) -> String {
        let text = JSONValue.node(value).jsonText
        return text.utf8.count > 80 ? String(text.unicodeScalars.prefix(60)) + "…" : text
    }

    /// "1 character", "2 characters".
    static func counted(_ count: Int, _ one: String, _ more: String) -> String {
        "\(count) \(count == 1 ? one : more)"
    }
}
