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
            case .member(let name):
                let token = document.node(at: name).string ?? ""
                for scalar in token.unicodeScalars {
                    switch scalar {
                    case "~": text += "~0"
                    case "/": text += "~1"
                    default: text.unicodeScalars.append(scalar)
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
        return JSONValue.string(short.endIndex == text.unicodeScalars.endIndex ? text : String(short) + "…").jsonText
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
