package import TuttiExpressions

extension CallPlan {
    /// What its `select` is given, where there is a response: the items of all pages, or the body.
    ///
    /// - Parameter slot: what is known of the document.
    /// - Returns: what holds for each response.
    package func responseShape(slot: @escaping (Int) -> ValueShape) -> ValueShape {
        var response = bodyKind.shape
        if let expects, expects.fails { response = expects.shape }
        guard let pages else { return response }
        let items = pages.items.map { $0.valueShape(current: response, slot: slot) } ?? response
        return .array(of: items.elements)
    }

    /// What the result of the call can be.
    ///
    /// - Parameter slot: what is known of the document; other calls count as unknown.
    /// - Returns: what holds however the call ends.
    func resultShape(slot: @escaping (Int) -> ValueShape) -> ValueShape {
        let response = responseShape(slot: slot)
        var result = select.map { $0.valueShape(current: response, slot: slot) } ?? response
        for value in accept.values.values { result = result.or(ValueShape(of: value)) }
        if let each { result = shape(of: each, response: result) }
        for case .value(let value) in otherwise { result = result.or(value.valueShape(slot: slot)) }
        if let whenSkipped { result = result.or(whenSkipped.valueShape(slot: slot)) }
        // A body may be empty, and a call may fail or be skipped.
        return result.orNull
    }

    /// What the values of an `each` are together, each of which may have no response.
    private func shape(of each: EachPlan, response: ValueShape) -> ValueShape {
        let items = response.elements
        let value = each.many ? .array(of: items) : each.batch > 1 ? items : response
        return each.key == nil ? .array(of: value.orNull) : .object(each: value.orNull)
    }
}
