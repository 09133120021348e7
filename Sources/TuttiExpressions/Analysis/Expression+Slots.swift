extension Expression {
    /// The slots of the document that a bound expression reads; empty for an expression that was not bound.
    ///
    /// An expression that reads the document as a whole (`$` by itself) reads slots that are not listed here.
    package var slots: Set<Int> {
        var slots: Set<Int> = []
        var parts = [root]
        while let part = parts.popLast() {
            if case .slot(let slot) = part.form { slots.insert(slot) }
            part.form.forEachPart { parts.append($0) }
        }
        return slots
    }
}
