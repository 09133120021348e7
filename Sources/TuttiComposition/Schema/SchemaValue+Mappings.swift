/// JSON Schemas for the mappings and lists of composition files (`tutti schema`).
extension SchemaValue {
    /// A mapping of these keys and no others; `rules` are further keywords of the schema, for keys that require or exclude each other.
    static func mapping(
        _ keys: [any DeclaredKey], required: [String] = [], rules: [(name: String, value: SchemaValue)] = []
    ) -> SchemaValue {
        var members: [(name: String, value: SchemaValue)] = [
            ("type", "object"), ("additionalProperties", false),
            ("properties", .object(keys.map { ($0.name, $0.schema) })),
        ]
        if !required.isEmpty { members.append(("required", .array(required.map { .string($0) }))) }
        return .object(members + rules)
    }

    /// A schema that only mappings without these keys match.
    static func without(_ keys: [any DeclaredKey]) -> SchemaValue {
        ["not": ["anyOf": .array(keys.map { ["required": [.string($0.name)]] })]]
    }

    /// A mapping whose names the file chooses.
    static func map(names pattern: String, of values: SchemaValue) -> SchemaValue {
        ["type": "object", "propertyNames": ["pattern": .string(pattern)], "additionalProperties": values]
    }

    /// A list of values of one kind.
    static func list(of elements: SchemaValue, atLeast count: Int = 0) -> SchemaValue {
        ["type": "array", "items": elements, "minItems": .integer(count)]
    }
}
