internal import TuttiJSON

extension Expression {
    /// The places at which the expression reads the document, in the order of the source.
    ///
    /// A use *copes with null* when the expression says right there what happens if the value is null. That is so when the
    /// use stands, at any depth, in
    /// - the left operand of `||`,
    /// - the operand of `!`,
    /// - either operand of `==` or `!=` when the other one is `null`,
    /// - the condition of `condition ? x : y`,
    /// - an argument of `not_null` that is not the last.
    ///
    /// Nothing else counts; the left operand of `&&` doesn't, because null there just goes on as the result. And nothing counts
    /// that stands further out than something that fails on null: `+` or another arithmetic operator, and a function whose argument
    /// can't be null. In `` length(a) || `0` `` a null `a` ends the evaluation before `||` is asked. `not_null`, `type`,
    /// `to_string`, `to_number`, `to_array`, the map of `lookup` and its key, and what `contains` looks for may be null.
    /// So it is with a value that a pipe or a `let` hands to such a thing; a dot and a projection stop at null.
    ///
    /// | expression | copes | doesn't |
    /// |---|---|---|
    /// | `a` | | a |
    /// | `a.b \|\| c` | a | c |
    /// | `a \|\| b \|\| c` | a, b | c |
    /// | `a \|\| 'none'` | a | |
    /// | `(a \|\| b).c` | a | b |
    /// | `{x: a, y: b \|\| c}` | b | a, c |
    /// | `!a` | a | |
    /// | ``a == `null` `` | a | |
    /// | `a == null \|\| b` | a | b |
    /// | `a == b` | | a, b |
    /// | `a && a.b` | | a, a |
    /// | `(a && b) \|\| c` | a, b | c |
    /// | `a ? b : c` | a | b, c |
    /// | `not_null(a, b)` | a | b |
    /// | ``let $x = a in $x \|\| `0` `` | | a |
    /// | ``length(a) \|\| `0` `` | | a |
    /// | ``length(a \|\| `[]`) `` | a | |
    /// | ``(a.n + `1`) \|\| b`` | | a, b |
    /// | `lookup(a, 'x') \|\| 'none'` | a | |
    /// | ``a.length(items) \|\| `0` `` | a | |
    /// | ``(a \| length(@)) \|\| `0` `` | | a |
    ///
    /// Bare names in a projection, a filter, a call's `&expression`, after a pipe or on the right of a dot are of the value
    /// there, not of the document. `null` by itself is not a use either: it reads as null.
    ///
    /// - Parameter current: what `@` and bare names mean where the expression starts.
    /// - Returns: the uses; none for a constant.
    package func names(current: CurrentNode) -> [NameUse] {
        var collector = NameCollector()
        collector.collect(root, NameCollector.Place(current: current, passes: true))
        return collector.uses.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The bare names that are read of another value than the document, in the order of the source.
    ///
    /// In `orders[].{id: id, p: lookup($.products, id)}` these are both `id`.
    ///
    /// - Parameter current: what `@` and bare names mean where the expression starts.
    /// - Returns: each name and where it stands, in UTF-8 offsets.
    package func innerNames(current: CurrentNode) -> [(name: String, range: Range<Int>)] {
        var collector = NameCollector()
        collector.collect(root, NameCollector.Place(current: current))
        return collector.innerNames.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

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

    /// The top-level name of the document that a bound expression reads, and the members that it follows from there: `user.id`.
    ///
    /// Nil for any other expression.
    package var path: (slot: Int, members: [String])? {
        root.documentPath
    }

    /// The texts that stand in the expression, each with its place in UTF-8 offsets.
    package var textLiterals: [(text: String, range: Range<Int>)] {
        var texts: [(text: String, range: Range<Int>)] = []
        var parts = [root]
        while let part = parts.popLast() {
            if let text = part.literal?.string { texts.append((text, part.range)) }
            part.form.forEachPart { parts.append($0) }
        }
        return texts.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Whether evaluation can fail, with some document: of something that a function or an operator doesn't take, or of a limit,
    /// which nothing can exceed that only finds, compares and puts together.
    package var canFail: Bool { root.canFail }

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

extension SyntaxNode {
    fileprivate var canFail: Bool {
        switch form {
        // They visit elements, of which there may be too many.
        case .projection, .filter: return true
        case .arithmetic, .sign: return true
        case .call(let function, _, _) where function != .notNull: return true
        default:
            var canFail = false
            form.forEachPart { canFail = canFail || $0.canFail }
            return canFail
        }
    }
}
