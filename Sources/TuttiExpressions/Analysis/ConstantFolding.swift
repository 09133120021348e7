internal import TuttiJSON

/// Finds expressions that give the same value whatever the document.
enum ConstantFolding {
    /// The value of a tree that reads nothing; nil if it reads something or has no value.
    static func value(of root: SyntaxNode) -> JSONValue? {
        guard readsNothing(root) else { return nil }
        return try? evaluate(root, outputBytes: 1 << 20)
    }

    /// Finds a part that reads nothing and has no value: it fails whenever it is evaluated.
    ///
    /// - Throws: what its evaluation throws, as a mistake in the expression.
    static func checkConstantParts(of root: SyntaxNode) throws(ExpressionSyntaxError) {
        for part in largestConstantParts(of: root) {
            do {
                _ = try evaluate(part, outputBytes: 1 << 16)
            } catch  where error.category != .limit {
                throw ExpressionSyntaxError(error.message, at: error.range, category: error.category)
            } catch {
                // Too much for a check, perhaps not for a request.
            }
        }
    }

    private static func evaluate(_ node: SyntaxNode, outputBytes: Int) throws(EvaluationError) -> JSONValue {
        var evaluator = Evaluator(
            document: .value(.null), limits: EvaluationLimits(steps: 10_000, outputBytes: outputBytes))
        return try evaluator.run(node, .null, mayGrow: true)
    }

    /// The parts that read nothing, of which no other one is a part; literals, which are their own value, left out.
    ///
    /// In a part, a variable reads what is bound further out.
    private static func largestConstantParts(of root: SyntaxNode) -> [SyntaxNode] {
        guard !readsNothing(root) else { return [root] }
        var found: [SyntaxNode] = []
        collect(from: root, into: &found)
        return found
    }

    /// Whether the part reads nothing; if it doesn't, those of its parts that read nothing are found.
    @discardableResult
    private static func collect(from node: SyntaxNode, into found: inout [SyntaxNode]) -> Bool {
        switch node.form {
        case .literal: return true
        case .current, .root, .field, .slot, .variable: return false
        default: break
        }
        var isConstant = true
        if case .call(let function, _, _) = node.form { isConstant = function.isPure }
        var constants: [SyntaxNode] = []
        node.form.forEachPart { part in
            if collect(from: part, into: &found) { constants.append(part) } else { isConstant = false }
        }
        if !isConstant {
            found += constants.filter { if case .literal = $0.form { false } else { true } }
        }
        return isConstant
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
