extension Expression {
    /// What the value of a bound expression can be.
    ///
    /// One that can't be evaluated has no value: see ``canFail``.
    ///
    /// - Parameters:
    ///   - current: what the current value is where the expression starts.
    ///   - slot: what stands in each slot of the document.
    /// - Returns: what holds for every document.
    package func valueShape(current: ValueShape = .any, slot: @escaping (Int) -> ValueShape) -> ValueShape {
        var finder = ShapeFinder(source: source, slot: slot)
        return finder.shape(root, ShapeFinder.Place(current: current, maker: nil))
    }
}
