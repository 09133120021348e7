internal import TuttiJSON

/// Keeps a schema's references to parts of itself true when the schema becomes a part of a document.
///
/// In a file, `#/$defs/price` is a place in the schema; in the document `#` is the document.
struct LocalReferences {
    /// Where the schema is now: `#/components/schemas/GetProfileByIdResponse`.
    let now: String

    /// Members whose values are data and no schemas.
    private static let data: Set<String> = ["const", "default", "enum", "example", "examples"]

    /// The same schema with its references made to lead there.
    func moved(_ schema: JSONValue) -> JSONValue {
        switch schema.kind {
        case .array: return .array(schema.elements.map(moved))
        case .object:
            // A schema with an `$id` is a document of its own, wherever it stands.
            guard schema.member("$id")?.string == nil else { return schema }
            return .object(
                JSONObject(
                    schema.members.map { name, value in
                        if name == "$ref" || name == "$dynamicRef", let text = value.string {
                            return (name, .string(moved(reference: text)))
                        }
                        return (name, Self.data.contains(name) && value.member("type") == nil ? value : moved(value))
                    }))
        default: return schema
        }
    }

    private func moved(reference text: String) -> String {
        guard text == "#" || text.hasPrefix("#/"), !text.hasPrefix("#/components/") else { return text }
        return now + text.dropFirst()
    }
}
