internal import TuttiEngine
internal import TuttiExpressions
package import TuttiPlan

extension CallPlan {
    /// Whether the call can fail because of what the client sent: it puts a value of the client where not every value is allowed.
    package var canFailForItsClient: Bool {
        func isTheClients(_ expression: Expression) -> Bool { ScopeName.areClients(expression.slots) }
        // Placeholders take no null, no dot segments, no control characters.
        let texts = [target] + headers.map(\.value)
        if texts.contains(where: {
            $0.parts.contains {
                if case .placeholder(let placeholder) = $0 { isTheClients(placeholder) } else { false }
            }
        }) {
            return true
        }
        // Other values are null where the client sent nothing, unless a function or an operator needs more.
        func canFail(_ expression: Expression) -> Bool {
            isTheClients(expression)
                && (expression.slots.contains(ScopeName.body.slot)
                    || expression.source.contains { "(+-*/%".contains($0) })
        }
        let values = query.map(\.value) + cookies.map(\.value) + [body, when, queryObject].compactMap(\.self)
        return values.contains { $0.expressions.contains(where: canFail) }
            || (each.map { isTheClients($0.values) } ?? false)
    }
}

extension ValueTemplate {
    fileprivate var expressions: [Expression] {
        switch self {
        case .constant: []
        case .expression(let expression): [expression]
        case .object(let members): members.flatMap(\.value.expressions)
        case .array(let elements): elements.flatMap(\.expressions)
        }
    }
}
