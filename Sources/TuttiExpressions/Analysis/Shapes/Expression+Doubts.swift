extension Expression {
    /// What the expression says that can't do what it seems to be written for, in the order of the source.
    ///
    /// - Parameters:
    ///   - ownName: the call whose `select` it is; nil for any other expression.
    ///   - current: what the current value is where the expression starts.
    ///   - slot: what stands in each slot of the document.
    /// - Returns: one for each mistake; none for what may be meant.
    package func doubts(
        ownName: String? = nil, current: ValueShape = .any, slot: @escaping (Int) -> ValueShape
    ) -> [ExpressionDoubt] {
        var finder = ShapeFinder(source: source, ownName: ownName, slot: slot)
        _ = finder.shape(root, ShapeFinder.Place(current: current, maker: nil))
        return finder.doubts.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}
