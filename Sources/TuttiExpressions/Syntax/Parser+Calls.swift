extension Parser {
    /// `name(a, &b)`, with everything checked that is known before there is any data.
    mutating func call(_ name: String) throws(ExpressionSyntaxError) -> SyntaxNode {
        let range = take().range
        take()
        let arguments = try arguments()
        guard let function = Function(rawValue: name) else {
            throw ExpressionSyntaxError(
                "there is no function `\(name)`", help: Function.suggestion(for: name), at: range,
                category: .unknownFunction)
        }
        try check(arguments, of: function, at: range)
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
        _ arguments: [SyntaxNode], of function: Function, at range: Range<Int>
    ) throws(ExpressionSyntaxError) {
        let signature = function.signature
        guard signature.accepts(arguments.count) else {
            throw ExpressionSyntaxError(
                "`\(function.rawValue)` takes \(signature.arity), here it is given \(arguments.count)",
                help: signature.missing(after: arguments.count), at: range, category: .invalidArity)
        }
        for (place, argument) in arguments.enumerated() {
            let wanted = signature.type(at: place)
            let problem: (message: String, help: String?)? =
                switch argument.form {
                case .reference:
                    wanted == .expression ? nil : (", and it is an expression behind `&`", "leave the `&` out")
                case .literal(let value):
                    wanted.accepts(value) ? nil : (", and it is \(value.describedKind)", nil)
                default:
                    wanted == .expression ? ("", "write `&` before it") : nil
                }
            guard let problem else { continue }
            throw ExpressionSyntaxError(
                "argument \(place + 1) of `\(function.rawValue)` must be \(wanted.described)\(problem.message)",
                help: problem.help, at: argument.range, category: .invalidType)
        }
    }

    /// Quoted names are fields, never functions.
    func refuseCall(of name: String, at range: Range<Int>) throws(ExpressionSyntaxError) {
        guard current.isSign(.openParenthesis) else { return }
        throw ExpressionSyntaxError("the name of a function stands without quotes: `\(name)(…)`", at: range)
    }
}
