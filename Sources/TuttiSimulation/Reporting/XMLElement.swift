/// An element of an XML 1.0 document: a part of the report that `tutti test` writes for CI.
///
/// The output is well-formed whatever characters it is given. A parser reads them back unchanged; characters that XML 1.0 can't hold
/// become U+FFFD.
struct XMLElement {
    /// What stands between its tags.
    enum Content {
        /// Text; empty text is written as `<name/>`.
        case text(String)
        /// Elements, each on lines of its own.
        case elements([XMLElement])
    }

    private let name: String
    private let attributes: KeyValuePairs<String, String>
    private let content: Content

    /// An element; the names must be names of XML.
    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: Content = .text("")) {
        self.name = name
        self.attributes = attributes
        self.content = content
    }

    /// The document that this is the root of, with a line feed at its end.
    var document: String {
        var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        write(to: &text, indent: "")
        return text
    }

    private func write(to text: inout String, indent: String) {
        text += "\(indent)<\(name)"
        for (name, value) in attributes { text += " \(name)=\"\(Self.escaped(value, inAttribute: true))\"" }
        switch content {
        case .text(""):
            text += "/>\n"
        case .text(let content):
            text += ">\(Self.escaped(content, inAttribute: false))</\(name)>\n"
        case .elements(let elements):
            text += ">\n"
            for element in elements { element.write(to: &text, indent: indent + "  ") }
            text += "\(indent)</\(name)>\n"
        }
    }

    /// What XML 1.0 can't hold (section 2.2) becomes U+FFFD.
    private static func escaped(_ text: String, inAttribute: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"" where inAttribute: result += "&quot;"
            // A reader makes a line feed of it (section 2.11).
            case "\r": result += "&#13;"
            // A reader makes spaces of them (section 3.3.3).
            case "\n" where inAttribute: result += "&#10;"
            case "\t" where inAttribute: result += "&#9;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
