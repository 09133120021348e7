internal import TuttiExpressions

extension CallPlan {
    /// What the result of the call can be.
    ///
    /// - Parameter slot: what is known of the document; other calls count as unknown.
    /// - Returns: what holds however the call ends.
    func resultShape(slot: @escaping (Int) -> ValueShape) -> ValueShape {
        let response: ValueShape = pages != nil ? .array(of: .any) : bodyKind.shape
        var result = select.map { $0.valueShape(current: response, slot: slot) } ?? response
        for value in accept.values.values { result = result.or(ValueShape(of: value)) }
        if let each { result = each.key == nil ? .array(of: .any) : .object(each: .any) }
        for case .value(let value) in otherwise { result = result.or(value.valueShape(slot: slot)) }
        if let whenSkipped { result = result.or(whenSkipped.valueShape(slot: slot)) }
        // A body may be empty, and a call may fail or be skipped.
        return result.orNull
    }
}
