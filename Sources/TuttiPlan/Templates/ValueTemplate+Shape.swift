package import TuttiExpressions

extension ValueTemplate {
    /// What the value can be; it includes null for an expression that may fail.
    package func valueShape(slot: @escaping (Int) -> ValueShape) -> ValueShape {
        switch self {
        case .constant(let value): return ValueShape(of: value)
        case .expression(let expression):
            let shape = expression.valueShape(slot: slot)
            return expression.canFail ? shape.orNull : shape
        case .object(let members): return .object(members.map { ($0.name, $0.value.valueShape(slot: slot)) })
        case .array(let elements):
            return .array(of: elements.reduce(ValueShape([])) { $0.or($1.valueShape(slot: slot)) })
        }
    }
}
