internal import TuttiJSON
internal import TuttiPlan

extension ValueTemplate {
    /// `{ id: path.id, tags: ['a', tag] }`: JSON for what is fixed, expressions as they are.
    var source: String {
        switch self {
        case .constant(let value): value.jsonText
        case .expression(let expression): expression.line
        case .object(let members):
            "{ " + members.map { "\($0.name): \($0.value.source)" }.joined(separator: ", ") + " }"
        case .array(let elements): "[" + elements.map(\.source).joined(separator: ", ") + "]"
        }
    }
}
