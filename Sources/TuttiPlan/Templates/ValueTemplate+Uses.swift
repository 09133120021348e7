internal import TuttiExpressions

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
