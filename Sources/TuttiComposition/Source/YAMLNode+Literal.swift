internal import TuttiJSON

extension YAMLNode {
    /// The value as it stands there, strings being text and no expressions: data of tests and schemas.
    ///
    /// Numbers keep their digits. What JSON can't write is reported, and null stands for it.
    func literal(_ diagnostics: DiagnosticCollector) -> JSONValue {
        switch content {
        case .sequence(let elements): return .array(elements.map { $0.literal(diagnostics) })
        case .mapping(let members):
            return .object(JSONObject(members.map { (name: $0.key.text, value: $0.value.literal(diagnostics)) }))
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .number(let number): return .number(number)
            case .text: return .string(scalar.text)
            case .notJSON:
                diagnostics.error(
                    .wrongType, at: scalar.span, "`\(scalar.text)` is no number that JSON can write",
                    help: "put it into quotes to make it text")
                return .null
            }
        }
    }
}
