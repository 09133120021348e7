internal import TuttiJSON

/// Replaces the top-level names of the document by their slots.
struct Binder {
    let layout: ScopeLayout

    /// The tree for an evaluation in which the current value is `current`.
    func bound(_ node: SyntaxNode, _ current: CurrentNode) -> SyntaxNode {
        SyntaxNode(form(node, current), at: node.range)
    }

    private func form(_ node: SyntaxNode, _ current: CurrentNode) -> SyntaxNode.Form {
        func same(_ part: SyntaxNode) -> SyntaxNode { bound(part, current) }
        func other(_ part: SyntaxNode) -> SyntaxNode { bound(part, .value) }

        switch node.form {
        case .current: return current == .root ? .root : .current
        case .root, .literal, .variable, .slot: return node.form
        case .field(let name): return current == .root ? slot(name) : node.form
        case .member(let left, let name):
            return left.isDocument(current) ? slot(name) : .member(same(left), name)
        case .nested(let left, let right), .pipe(let left, let right):
            // `$.[a, b]` and `$ | a`: the right side is on the document too.
            if left.isDocument(current) { return form(right, .root) }
            if case .nested = node.form { return .nested(same(left), other(right)) }
            return .pipe(same(left), other(right))
        case .index(let left, let position): return .index(same(left), position)
        case .slice(let left, let bounds): return .slice(same(left), bounds)
        case .projection(let kind, let source, let element): return .projection(kind, same(source), other(element))
        case .filter(let source, let condition, let element):
            return .filter(same(source), other(condition), other(element))
        case .list(let parts): return .list(parts.map(same))
        case .object(let members):
            return .object(members.map { SyntaxNode.Member(name: $0.name, value: same($0.value)) })
        case .or(let left, let right): return .or(same(left), same(right))
        case .and(let left, let right): return .and(same(left), same(right))
        case .not(let part): return .not(same(part))
        case .comparison(let sign, let left, let right): return .comparison(sign, same(left), same(right))
        case .arithmetic(let sign, let left, let right): return .arithmetic(sign, same(left), same(right))
        case .sign(let negative, let part): return .sign(negative: negative, same(part))
        case .conditional(let condition, let yes, let no): return .conditional(same(condition), same(yes), same(no))
        case .bindings(let values, let body): return .bindings(values.map(same), same(body))
        case .call(let function, let signature, let arguments):
            return .call(function, signature, arguments.map(same))
        case .reference(let part): return .reference(other(part))
        }
    }

    private func slot(_ name: JSONName) -> SyntaxNode.Form {
        layout.slot(of: name.description).map { .slot($0) } ?? .literal(.null)
    }
}
