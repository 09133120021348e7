package import TuttiExpressions

extension ValueTemplate {
    /// How many of its expressions read each slot of the document.
    package var slotUses: [Int: Int] {
        var uses: [Int: Int] = [:]
        forEachExpression { expression in
            for slot in expression.slots { uses[slot, default: 0] += 1 }
        }
        return uses
    }

    private func forEachExpression(_ visit: (Expression) -> Void) {
        switch self {
        case .constant: break
        case .expression(let expression): visit(expression)
        case .object(let members): for member in members { member.value.forEachExpression(visit) }
        case .array(let elements): for element in elements { element.forEachExpression(visit) }
        }
    }
}

extension Expression {
    /// The slot of the call that is shown here and nowhere else, nor anything beside it: then a fallback for its result that is no
    /// object shows as it is, where the expression finds nothing in it.
    ///
    /// - Parameter uses: how many expressions of the response read each slot.
    /// - Returns: nil for any other expression.
    package func onlyCallShown(_ uses: [Int: Int]) -> Int? {
        let slots = slots
        guard slots.count == 1, let slot = slots.first, slot >= ScopeName.firstCallSlot, uses[slot] == 1 else {
            return nil
        }
        return slot
    }
}
