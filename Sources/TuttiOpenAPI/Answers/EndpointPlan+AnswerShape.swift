internal import TuttiExpressions
internal import TuttiPlan

extension EndpointPlan {
    /// What is certain of a composed answer, whatever services send, and whichever calls fail.
    var answerShape: ResultShape { response.shape(slots: shape(ofSlot:)) }

    private func shape(ofSlot slot: Int) -> ResultShape {
        if slot == ScopeName.path.slot {
            return ResultShape(members: path.parameterNames.map { ($0, ResultShape(.string)) })
        }
        let call = slot - ScopeName.firstCallSlot
        return calls.indices.contains(call) ? calls[call].resultShape : .any
    }
}

extension CallPlan {
    /// What is certain of its result: of what `select` makes, of what stands for a status, and of what stands in.
    fileprivate var resultShape: ResultShape {
        guard each == nil, let select else { return .any }
        // A service may answer nothing, and a call may fail or be skipped: then there is null.
        var shape = select.shape { _ in .any }.orNull
        for value in accept.values.values { shape = shape.or(ResultShape(of: value)) }
        for case .value(let template) in otherwise { shape = shape.or(template.shape { _ in .any }) }
        return shape
    }
}

extension ValueTemplate {
    /// What is certain of its value; a part that can't be computed is null.
    fileprivate func shape(slots: (Int) -> ResultShape) -> ResultShape {
        switch self {
        case .constant(let value): return ResultShape(of: value)
        case .expression(let expression):
            let shape = expression.shape(slots: slots)
            return expression.canFail ? shape.orNull : shape
        case .object(let members): return ResultShape(members: members.map { ($0.name, $0.value.shape(slots: slots)) })
        case .array(let elements): return ResultShape(elements: elements.map { $0.shape(slots: slots) })
        }
    }
}
