package import TuttiExpressions

extension Expression {
    /// The slot of the only call that the expression reads, if nothing else in the response reads the call.
    ///
    /// Then a fallback that is no object is shown as it is where the expression finds nothing in it.
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
