extension Parser {
    /// `name(a, &b)`, with everything checked that is known before there is any data.
    mutating func call(_ name: String) throws(ExpressionSyntaxError) -> SyntaxNode {
        let isMethod = previous?.isSign(.dot) ?? false
        let range = take().range
        // Before the arguments: those of another language's function may be no expressions of this one.
        guard let function = Function(rawValue: name) else {
            throw ExpressionSyntaxError(
                "there is no function `\(name)`", help: Function.suggestion(for: name), at: range,
                category: .unknownFunction)
        }
        take()
        let arguments = try arguments()
        try check(arguments, of: function, isMethod: isMethod, at: range)
        return try node(.call(function, function.signature, arguments), at: range)
    }

    private mutating func arguments() throws(ExpressionSyntaxError) -> [SyntaxNode] {
        var arguments: [SyntaxNode] = []
        guard !take(.closeParenthesis) else { return arguments }
        repeat {
            let start = current.range
            if take(.ampersand) {
                arguments.append(try node(.reference(try expression(.lowest)), at: start))
            } else {
                arguments.append(try expression(.lowest))
            }
        } while take(.comma)
        try close(.closeParenthesis)
        return arguments
    }

    private func check(
        _ arguments: [SyntaxNode], of function: Function, isMethod: Bool, at range: Range<Int>
    ) throws(ExpressionSyntaxError) {
        let signature = function.signature
        guard signature.accepts(arguments.count) else {
            throw ExpressionSyntaxError(
                "`\(function.rawValue)` takes \(signature.arity), here it is given \(arguments.count)",
                help: isMethod && arguments.count < signature.types.count
                    ? "the value before the dot is an argument too: `\(signature.example(of: function))`"
                    : signature.missing(after: arguments.count), at: range, category: .invalidArity)
        }
        do {
            try TypeCheck.check(arguments, of: function)
        } catch {
            let wrong = arguments.first { $0.range == error.range }
            throw error.helped(by: wrong.flatMap { Self.help(with: $0, of: function) })
        }
    }

    /// Quoted names are fields, never functions.
    func refuseCall(of name: String, at range: Range<Int>) throws(ExpressionSyntaxError) {
        guard current.isSign(.openParenthesis) else { return }
        throw ExpressionSyntaxError("the name of a function stands without quotes: `\(name)(…)`", at: range)
    }
}
