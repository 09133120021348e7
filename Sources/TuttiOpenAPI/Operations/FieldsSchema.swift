internal import TuttiJSON
internal import TuttiPlan

/// The list of members that a client may ask for with `?fields=`.
///
/// Names that `response` spells out are spelled out here; below what a service sends there can be any.
struct FieldsSchema {
    /// The schema.
    let json: JSONValue

    /// Bounds of the gateway's own: paths, and names of a path.
    private static let paths = 100
    private static let names = 16

    init(of endpoint: EndpointPlan) {
        var names = Self.pattern(of: endpoint.response, depth: Self.names)
        if let meta = endpoint.metaMember, case .object(let members) = endpoint.response {
            // The calls' statements stand beside the other members.
            let others = members.filter { $0.name != meta }.map {
                Self.path($0.name, Self.pattern(of: $0.value, depth: Self.names - 1))
            }
            names = (others + [Self.path(meta, Self.anyPath(Self.names - 1))]).joined(separator: "|")
        }
        json = [
            "type": "array", "minItems": 1, "maxItems": .number(JSONNumber(Self.paths)),
            "items": ["type": "string", "pattern": .string("^(?:\(names))$")],
        ]
    }

    /// What can be asked for of a value, without the dot in front.
    private static func pattern(of template: ValueTemplate, depth: Int) -> String {
        guard case .object(let members) = template, depth > 0 else { return anyPath(depth) }
        return members.map { path($0.name, pattern(of: $0.value, depth: depth - 1)) }.joined(separator: "|")
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
