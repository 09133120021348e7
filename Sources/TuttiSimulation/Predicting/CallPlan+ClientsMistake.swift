internal import TuttiEngine
internal import TuttiExpressions
package import TuttiPlan

extension CallPlan {
    /// Whether the call, one of this endpoint, can fail because of what the client sent: it puts a value of the client where not every
    /// value is allowed, itself or by a named value.
    package func canFailForItsClient(in endpoint: EndpointPlan) -> Bool {
        let known = endpoint.clientSlots
        func isTheClients(_ expression: Expression) -> Bool {
            ScopeName.areClients(expression.slots, besides: known)
        }
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
        if values.contains(where: { $0.expressions.contains(where: canFail) }) { return true }
        if each.map({ isTheClients($0.values) }) ?? false { return true }
        var read = Set(lets)
        // Backwards, for a value reads those that stand before it.
        for value in endpoint.lets.reversed() where read.contains(value.slot) {
            if value.value.expressions.contains(where: canFail) { return true }
            read.formUnion(value.value.slots)
        }
        return false
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
