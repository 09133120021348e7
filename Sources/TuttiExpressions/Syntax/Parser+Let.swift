extension Parser {
    /// `let $a = x, $b = y in body`.
    ///
    /// The values don't see each other, only what is bound around the `let` (JEP 18).
    mutating func letExpression() throws(ExpressionSyntaxError) -> SyntaxNode {
        let start = take().range
        var names: [String] = []
        var values: [SyntaxNode] = []
        repeat {
            guard case .variable(let name) = current.kind else { throw unexpected(expected: "a variable like `$name`") }
            take()
            guard take(.assign) else { throw unexpected(expected: "`=` and a value after `$\(name)`") }
            names.append(name)
            values.append(try expression(.lowest))
        } while take(.comma)
        guard case .identifier("in") = current.kind else {
            throw unexpected(expected: "`in` and the expression that uses the variables")
        }
        take()
        variables += names
        defer { variables.removeLast(names.count) }
        return try node(.bindings(values, try expression(.lowest)), at: start)
    }

    /// The variable bound last under this name.
    func variable(_ name: String, at range: Range<Int>) throws(ExpressionSyntaxError) -> SyntaxNode {
        guard let place = variables.lastIndex(of: name) else {
            let help =
                variables.isEmpty
                ? "a member of the document is `$.\(name)`"
                : "bound here: " + variables.map { "$\($0)" }.joined(separator: ", ")
            throw ExpressionSyntaxError(
                "no `let` binds `$\(name)`", help: help, at: range, category: .undefinedVariable)
        }
        return try node(.variable(place), at: range)
    }
}
