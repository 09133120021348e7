internal import TuttiJSON

/// Reads YAML as the JSON that it looks like: strings are text, not expressions, and numbers keep their digits.
struct LiteralReader {
    let diagnostics: DiagnosticCollector

    /// The value; null stands for what JSON can't write.
    func value(_ node: YAMLNode) -> JSONValue {
        switch node.content {
        case .sequence(let elements): return .array(elements.map(value))
        case .mapping(let members): return .object(JSONObject(members.map { ($0.key.text, value($0.value)) }))
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .number(let number): return .number(number)
            case .text: return .string(scalar.text)
            case .notJSON:
                diagnostics.error(
                    .wrongType, at: scalar.span, "`\(scalar.text)` is no number that JSON can write",
                    help: "text stands in quotes")
                return .null
            }
        }
    }
}
