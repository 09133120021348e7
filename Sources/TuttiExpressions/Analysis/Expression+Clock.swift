extension Expression {
    /// Whether it reads the time, by `now()`.
    package var readsClock: Bool { Self.readsClock(root) }

    private static func readsClock(_ node: SyntaxNode) -> Bool {
        if case .call(let function, _, _) = node.form, !function.isPure { return true }
        var reads = false
        node.form.forEachPart { reads = reads || readsClock($0) }
        return reads
    }
}
