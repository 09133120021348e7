package import TuttiExpressions

extension EndpointPlan {
    /// What stands in each slot of the endpoint's document, by slot.
    package var slotShapes: [ValueShape] {
        var shapes = [ValueShape](repeating: .any, count: layout.names.count)
        let text = ValueShape(.string)
        for name in [ScopeName.path, .query, .headers, .cookies, .env] { shapes[name.slot] = .object(each: text) }
        shapes[ScopeName.queryAll.slot] = .object(each: .array(of: text))
        shapes[ScopeName.meta.slot] = .object(calls.map { ($0.name, Self.metaShape) })
        let names = shapes
        for (index, call) in calls.enumerated() where shapes.indices.contains(ScopeName.firstCallSlot + index) {
            shapes[ScopeName.firstCallSlot + index] = call.resultShape { names.indices.contains($0) ? names[$0] : .any }
        }
        return shapes
    }

    /// `meta.<call>`.
    private static let metaShape = ValueShape.object(
        [("outcome", ValueShape(.string)), ("reason", ValueShape([.string, .null]))]
            + ["status", "ms", "attempts", "age", "failed"].map { ($0, ValueShape([.number, .null])) }
            + [("headers", .any)], isClosed: false)
}

extension CallPlan {
    /// What the result of the call can be.
    ///
    /// - Parameter slot: what is known of the document; other calls count as unknown.
    /// - Returns: what holds however the call ends.
    func resultShape(slot: @escaping (Int) -> ValueShape) -> ValueShape {
        let answer: ValueShape = bodyKind == .text ? ValueShape([.string, .null]) : .any
        var result = select.map { $0.valueShape(current: answer, slot: slot) } ?? answer
        for value in accept.values.values { result = result.or(ValueShape(of: value)) }
        if let each { result = each.key == nil ? .array(of: .any) : .object(each: .any) }
        for case .value(let value) in otherwise { result = result.or(value.valueShape(slot: slot)) }
        return result.or(.null)
    }
}

extension ValueTemplate {
    /// What the value can be; null for an expression that can't be computed.
    package func valueShape(slot: @escaping (Int) -> ValueShape) -> ValueShape {
        switch self {
        case .constant(let value): ValueShape(of: value)
        case .expression(let expression): expression.valueShape(slot: slot).or(.null)
        case .object(let members): .object(members.map { ($0.name, $0.value.valueShape(slot: slot)) })
        case .array(let elements): .array(of: elements.reduce(ValueShape([])) { $0.or($1.valueShape(slot: slot)) })
        }
    }
}
