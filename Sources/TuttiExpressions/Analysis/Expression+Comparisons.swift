internal import TuttiJSON

extension Expression {
    /// The comparisons with texts without which a bound expression is never true: it is one, or it has them on both sides of `&&`.
    package var necessaryComparisons: [TextComparison] {
        var found: [TextComparison] = []
        var parts = [root]
        while let part = parts.popLast() {
            switch part.form {
            case .and(let left, let right): parts += [right, left]
            case .comparison(let sign, let left, let right):
                guard sign == .equal || sign == .notEqual else { continue }
                if let text = right.text, let path = left.documentPath {
                    found.append(
                        TextComparison(slot: path.slot, members: path.members, isEqual: sign == .equal, text: text))
                } else if let text = left.text, let path = right.documentPath {
                    found.append(
                        TextComparison(slot: path.slot, members: path.members, isEqual: sign == .equal, text: text))
                }
            default: continue
            }
        }
        return found
    }
}

extension SyntaxNode {
    fileprivate var text: String? {
        if case .literal(let value) = form { value.string } else { nil }
    }
}
