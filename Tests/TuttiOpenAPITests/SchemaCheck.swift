import TuttiJSON

/// Validates by the part of JSON Schema that descriptions make use of.
struct SchemaCheck {
    /// What references lead into.
    let document: JSONValue

    /// The places of a value that are not valid; none for a valid one.
    func mistakes(_ value: JSONValue, by schema: JSONValue, at place: String = "") -> [String] {
        if let text = schema.member("$ref")?.string {
            guard let target = try? JSONPointer(parsing: String(text.dropFirst())).resolve(in: document) else {
                return ["\(place): no \(text)"]
            }
            return mistakes(value, by: target, at: place)
        }
        var mistakes: [String] = []
        if let types = schema.member("type") {
            let allowed = types.string.map { [$0] } ?? types.elements.compactMap(\.string)
            if allowed.isDisjoint(with: Self.types(of: value)) { mistakes.append("\(place): not \(allowed)") }
        }
        for part in schema.member("allOf")?.elements ?? [] { mistakes += self.mistakes(value, by: part, at: place) }
        for name in schema.member("required")?.elements.compactMap(\.string) ?? []
        where value.kind == .object && value.member(name) == nil {
            mistakes.append("\(place): no \(name)")
        }
        for (name, member) in value.members {
            let part = schema.member("properties")?.member(name) ?? schema.member("additionalProperties")
            if let part { mistakes += self.mistakes(member, by: part, at: "\(place)/\(name)") }
        }
        if let items = schema.member("items") {
            for (index, element) in value.elements.enumerated() {
                mistakes += self.mistakes(element, by: items, at: "\(place)/\(index)")
            }
        }
        if let words = schema.member("enum")?.elements, !words.contains(value) { mistakes.append("\(place): no word") }
        return mistakes
    }

    private static func types(of value: JSONValue) -> [String] {
        switch value.kind {
        case .object: ["object"]
        case .array: ["array"]
        case .string: ["string"]
        case .bool: ["boolean"]
        case .null: ["null"]
        case .number: value.number?.int == nil ? ["number"] : ["number", "integer"]
        }
    }
}

extension [String] {
    fileprivate func isDisjoint(with other: [String]) -> Bool { !contains { other.contains($0) } }
}
