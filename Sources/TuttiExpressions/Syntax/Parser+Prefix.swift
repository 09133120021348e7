internal import TuttiJSON

extension Parser {
    /// What can start an expression.
    mutating func prefix() throws(ExpressionSyntaxError) -> SyntaxNode {
        let token = current
        switch token.kind {
        case .identifier("let"):
            if case .variable = following.kind { return try letExpression() }
            return try name()
        case .identifier: return try name()
        case .quoted(let name):
            take()
            try refuseCall(of: name, at: token.range)
            return try node(.field(JSONName(name)), at: token.range)
        case .variable(let name):
            take()
            return try variable(name, at: token.range)
        case .literal(let value):
            take()
            return try node(.literal(value), at: token.range)
        case .sign(let sign): return try prefix(sign, at: token.range)
        case .number, .end: throw unexpected(expected: "a value")
        }
    }

    private mutating func prefix(_ sign: Token.Sign, at range: Range<Int>) throws(ExpressionSyntaxError) -> SyntaxNode {
        switch sign {
        case .at: return try leaf(.current, at: range)
        case .dollar: return try leaf(.root, at: range)
        case .star:
            take()
            let source = try node(.current, at: range)
            return try node(.projection(.values, source, try element(.wildcard)), at: range)
        case .not:
            take()
            return try node(.not(try expression(.unary)), at: range)
        case .minus, .plus:
            take()
            let operand = try expression(.unary)
            try TypeCheck.check(operand: operand, of: sign == .minus ? "-" : "+")
            return try node(.sign(negative: sign == .minus, operand), at: range)
        case .openParenthesis:
            take()
            let inner = try expression(.lowest)
            try close(.closeParenthesis)
            return inner
        case .flatten, .filter:
            return try infix(sign, try node(.current, at: range))
        case .openBracket:
            let isSpecifier =
                switch following.kind {
                case .number, .sign(.colon): true
                case .sign(.star): tokens[min(index + 2, tokens.count - 1)].isSign(.closeBracket)
                default: false
                }
            return isSpecifier ? try infix(sign, try node(.current, at: range)) : try list()
        case .openBrace: return try object()
        default: throw unexpected(expected: "a value")
        }
    }

    private mutating func leaf(
        _ form: SyntaxNode.Form, at range: Range<Int>
    ) throws(ExpressionSyntaxError) -> SyntaxNode {
        take()
        return try node(form, at: range)
    }

    /// A field, or a call where a parenthesis follows.
    mutating func name() throws(ExpressionSyntaxError) -> SyntaxNode {
        let token = current
        guard case .identifier(let name) = token.kind else { throw unexpected(expected: "a name") }
        if following.isSign(.openParenthesis) { return try call(name) }
        take()
        return try node(.field(JSONName(name)), at: token.range)
    }
}
