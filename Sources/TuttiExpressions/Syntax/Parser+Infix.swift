internal import TuttiJSON

extension Parser {
    /// What can follow a value, with the value.
    mutating func infix(_ sign: Token.Sign, _ left: SyntaxNode) throws(ExpressionSyntaxError) -> SyntaxNode {
        let range = current.range
        switch sign {
        case .dot: return try dot(left)
        case .openBracket: return try bracket(left)
        case .flatten:
            take()
            return try node(.projection(.flattened, left, try element(.flatten)), at: range)
        case .filter:
            take()
            let condition = try expression(.lowest)
            try close(.closeBracket)
            return try node(.filter(left, condition, try element(.filter)), at: range)
        case .question:
            take()
            let yes = try expression(.lowest)
            guard take(.colon) else {
                let error = unexpected(expected: "the `:` of `condition ? value : other`")
                throw ExpressionSyntaxError(
                    error.message, help: error.help ?? "where there is no other value, write `: null`", at: error.range)
            }
            // One less than its own power, so that `a ? b : c ? d : e` goes on in the last part.
            return try node(.conditional(left, yes, try expression(.pipe)), at: range)
        default:
            guard let power = BindingPower(of: sign) else { throw unexpected(expected: "an operator") }
            take()
            let right = try expression(power)
            if [.or, .equal, .notEqual].contains(sign), let bare = [left, right].first(where: \.isBareFlattening) {
                throw emptyArray(at: bare.range)
            }
            let form = Self.operation(sign, left, right)
            if case .arithmetic(let sign, _, _) = form {
                try check(operand: left, of: sign.rawValue)
                try check(operand: right, of: sign.rawValue)
            }
            return try node(form, at: range)
        }
    }

    private func check(operand: SyntaxNode, of sign: String) throws(ExpressionSyntaxError) {
        do {
            try TypeCheck.check(operand: operand, of: sign)
        } catch {
            throw error.helped(by: Self.help(withOperand: operand))
        }
    }

    private static func operation(_ sign: Token.Sign, _ left: SyntaxNode, _ right: SyntaxNode) -> SyntaxNode.Form {
        switch sign {
        case .or: .or(left, right)
        case .and: .and(left, right)
        case .equal: .comparison(.equal, left, right)
        case .notEqual: .comparison(.notEqual, left, right)
        case .less: .comparison(.less, left, right)
        case .lessOrEqual: .comparison(.lessOrEqual, left, right)
        case .greater: .comparison(.greater, left, right)
        case .greaterOrEqual: .comparison(.greaterOrEqual, left, right)
        case .plus: .arithmetic(.add, left, right)
        case .minus: .arithmetic(.subtract, left, right)
        case .star, .times: .arithmetic(.multiply, left, right)
        case .divide: .arithmetic(.divide, left, right)
        case .divideWhole: .arithmetic(.divideWhole, left, right)
        case .remainder: .arithmetic(.remainder, left, right)
        default: .pipe(left, right)
        }
    }

    /// `left.…`.
    private mutating func dot(_ left: SyntaxNode) throws(ExpressionSyntaxError) -> SyntaxNode {
        take()
        let token = current
        switch token.kind {
        case .identifier(let name) where !following.isSign(.openParenthesis):
            take()
            return try node(.member(left, JSONName(name)), at: token.range)
        case .quoted(let name):
            take()
            try refuseCall(of: name, at: token.range)
            return try node(.member(left, JSONName(name)), at: token.range)
        case .sign(.star):
            take()
            return try node(.projection(.values, left, try element(.wildcard)), at: token.range)
        default:
            return try node(.nested(left, try afterDot()), at: token.range)
        }
    }

    /// What may follow a dot besides a plain name: a call, `[a, b]` or `{a: b}`.
    private mutating func afterDot() throws(ExpressionSyntaxError) -> SyntaxNode {
        switch current.kind {
        case .identifier: try name()
        case .sign(.openBracket):
            switch following.kind {
            case .number, .sign(.colon): throw unexpectedAfterDot()
            default: try list()
            }
        case .sign(.openBrace): try object()
        default: throw unexpectedAfterDot()
        }
    }

    /// What a projection makes of each element: everything that follows and binds more strongly than `power`.
    mutating func element(_ power: BindingPower) throws(ExpressionSyntaxError) -> SyntaxNode {
        let token = current
        guard case .sign(let sign) = token.kind, let next = BindingPower(of: sign), next > .projection else {
            return try node(.current, at: token.range.lowerBound..<token.range.lowerBound)
        }
        // A chain of projections, `a.*.*.*`, nests each in the one before.
        try descend()
        defer { ascend() }
        // The rest reads on as if it stood behind an `@`, except that a dot stops at null.
        var left = try node(.current, at: token.range.lowerBound..<token.range.lowerBound)
        left = try simplified(infix(sign, left))
        while case .sign(let sign) = current.kind, let next = BindingPower(of: sign), next > power {
            left = try infix(sign, left)
        }
        return left
    }

    /// `@.name` as `name`, which is one step less for each element.
    private func simplified(_ left: SyntaxNode) throws(ExpressionSyntaxError) -> SyntaxNode {
        guard case .member(let source, let name) = left.form, case .current = source.form else { return left }
        return try node(.field(name), at: left.range)
    }
}
