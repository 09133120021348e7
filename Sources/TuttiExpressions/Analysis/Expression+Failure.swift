extension Expression {
    /// Whether evaluation can fail, with some document: of something that a function or an operator doesn't take, or of a limit,
    /// which nothing can exceed that only finds, compares and puts together.
    package var canFail: Bool { root.canFail }
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
