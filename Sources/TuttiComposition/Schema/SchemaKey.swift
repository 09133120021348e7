/// One key of a mapping: what it may hold, and what an editor says about it.
struct SchemaKey: Sendable {
    let name: String
    /// The schema of its value, with description, default and examples.
    let schema: SchemaValue

    /// A key, its description in Markdown, what holds without it where that is one value, and values to choose from.
    init(
        _ name: String, _ schema: SchemaValue, _ description: String, standard: SchemaValue? = nil,
        examples: SchemaValue...
    ) {
        self.name = name
        var words = description
        if let standard { words += "\n\nDefault: `\(standard.text().replacing("\"", with: ""))`." }
        var more: [(name: String, value: SchemaValue)] = [
            ("description", .string(description)),
            // VS Code shows the other one as plain text, with its backticks.
            ("markdownDescription", .string(words)),
        ]
        if let standard { more.append(("default", standard)) }
        if !examples.isEmpty { more.append(("examples", .array(examples))) }
        self.schema = schema.with(more)
    }
}

extension SchemaValue {
    /// A mapping of these keys and no others; `rules` are keywords about which of them go together.
    static func mapping(
        _ keys: [SchemaKey], required: [String] = [], rules: [(name: String, value: SchemaValue)] = []
    ) -> SchemaValue {
        var members: [(name: String, value: SchemaValue)] = [
            ("type", "object"), ("additionalProperties", false),
            ("properties", .object(keys.map { ($0.name, $0.schema) })),
        ]
        if !required.isEmpty { members.append(("required", .array(required.map { .string($0) }))) }
        return .object(members + rules)
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
