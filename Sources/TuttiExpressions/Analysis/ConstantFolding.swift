internal import TuttiJSON

/// Finds expressions that give the same value whatever the document.
enum ConstantFolding {
    /// The value of a tree that reads nothing; nil if it reads something or has no value.
    static func value(of root: SyntaxNode) -> JSONValue? {
        guard readsNothing(root) else { return nil }
        let limits = EvaluationLimits(steps: 10_000, outputBytes: 1 << 20)
        var evaluator = Evaluator(document: .value(.null), limits: limits)
        return try? evaluator.run(root, .null, mayGrow: true)
    }

    private static func readsNothing(_ node: SyntaxNode) -> Bool {
        switch node.form {
        case .current, .root, .field, .slot: return false
        case .call(let function, _, _) where !function.isPure: return false
        default:
            var nothing = true
            node.form.forEachPart { nothing = nothing && readsNothing($0) }
            return nothing
        }
    }
}
