internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// The list of members that a client may ask for with `?fields=`.
///
/// It lists the names that the response is known to have; below a value that a service sends, any name is allowed.
struct FieldsSchema {
    /// The schema.
    let json: JSONValue

    /// Bounds of the gateway's own: paths, and names of a path.
    private static let paths = 100
    private static let names = 16

    init(of endpoint: EndpointPlan) {
        let names = Self.pattern(of: endpoint.responseShapeWithMeta, depth: Self.names)
        json = [
            "type": "array", "minItems": 1, "maxItems": .number(JSONNumber(Self.paths)),
            // What no name can be asked for of matches nothing.
            "items": ["type": "string", "pattern": .string(names.isEmpty ? "(?!)" : "^(?:\(names))$")],
        ]
    }

    /// What can be asked for of a value, without the dot in front; empty where nothing can.
    private static func pattern(of shape: ValueShape, depth: Int) -> String {
        guard depth > 0, let members = shape.nextMembers else { return anyPath(depth) }
        // A name with a comma or a dot in it is several.
        return members.filter { !$0.name.isEmpty && !$0.name.utf8.contains { $0 == 0x2C || $0 == 0x2E } }
            .map { path($0.name, pattern(of: $0.shape, depth: depth - 1)) }.joined(separator: "|")
    }

    private static func path(_ name: String, _ rest: String) -> String {
        escaped(name) + (rest.isEmpty ? "" : #"(?:\.(?:\#(rest)))?"#)
    }

    private static func anyPath(_ depth: Int) -> String {
        depth > 0 ? #"[^.,]+(?:\.[^.,]+){0,\#(depth - 1)}"# : ""
    }

    private static func escaped(_ name: String) -> String {
        var text = ""
        for character in name {
            if character.isASCII, !character.isLetter, !character.isNumber, character != "_" { text += "\\" }
            text.append(character)
        }
        return text
    }
}
