internal import TuttiJSON

/// Turns tokens into a tree: a Pratt parser, in which each sign has a power and binds what stands around it accordingly.
///
/// The grammar is JMESPath Community Edition (https://jmespath.site/main/#specification). Where its text leaves the
/// grouping open, this parser takes what a reader expects: `!a.b` is `!(a.b)`, `-a.b * c` is `(-(a.b)) * c`.
struct Parser {
    /// How deep an expression may nest, and how long a chain of operators may be.
    static let depthLimit = 128

    /// How long an expression may be, in bytes.
    private static let lengthLimit = 64 << 10

    let tokens: [Token]
    var index = 0
    /// The names of the variables that are bound where the parser stands, the innermost last.
    var variables: [String] = []
    private var depth = 0

    init(_ source: String) throws(ExpressionSyntaxError) {
        guard source.utf8.count <= Self.lengthLimit else {
            throw ExpressionSyntaxError(
                "the expression is longer than \(Self.lengthLimit >> 10) KiB", at: Self.lengthLimit..<Self.lengthLimit)
        }
        var lexer = Lexer(Array(source.utf8))
        tokens = try lexer.tokens()
    }

    /// The tree of the whole source.
    mutating func parse() throws(ExpressionSyntaxError) -> SyntaxNode {
        if case .end = current.kind {
            throw ExpressionSyntaxError("the expression is empty", help: "`@` is the whole value", at: current.range)
        }
        let tree = try expression(.lowest)
        guard case .end = current.kind else { throw unexpectedAfterExpression() }
        return tree
    }

    /// An expression as far as its signs bind more strongly than `power`.
    mutating func expression(_ power: BindingPower) throws(ExpressionSyntaxError) -> SyntaxNode {
        try descend()
        defer { ascend() }
        var left = try prefix()
        while case .sign(let sign) = current.kind, let next = BindingPower(of: sign), next > power {
            left = try infix(sign, left)
        }
        return left
    }

    /// Goes one level down; whatever calls itself while it parses does so at each level.
    mutating func descend() throws(ExpressionSyntaxError) {
        guard depth + 1 < Self.depthLimit else { throw nestedTooDeeply(at: current.range) }
        depth += 1
    }

    /// Comes back from a level.
    mutating func ascend() {
        depth -= 1
    }

    /// A node, if the tree does not get too deep with it.
    func node(_ form: SyntaxNode.Form, at range: Range<Int>) throws(ExpressionSyntaxError) -> SyntaxNode {
        let node = SyntaxNode(form, at: range)
        guard node.depth <= Self.depthLimit else { throw nestedTooDeeply(at: range) }
        return node
    }

    private func nestedTooDeeply(at range: Range<Int>) -> ExpressionSyntaxError {
        ExpressionSyntaxError("the expression nests deeper than \(Self.depthLimit) levels", at: range)
    }
}

extension Parser {
    /// The token at hand.
    var current: Token { tokens[min(index, tokens.count - 1)] }

    /// The token before it; nil at the start.
    var previous: Token? { index > 0 ? tokens[min(index, tokens.count) - 1] : nil }

    /// The token after it; the end again at the end.
    var following: Token { tokens[min(index + 1, tokens.count - 1)] }

    /// Takes the token at hand.
    @discardableResult
    mutating func take() -> Token {
        let token = current
        index = min(index + 1, tokens.count - 1)
        return token
    }

    /// Takes the token at hand if it is the sign.
    mutating func take(_ sign: Token.Sign) -> Bool {
        guard current.isSign(sign) else { return false }
        take()
        return true
    }

    // MARK: - Values

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

    // MARK: - Operators

    /// What can follow a value, with the value.
    private mutating func infix(_ sign: Token.Sign, _ left: SyntaxNode) throws(ExpressionSyntaxError) -> SyntaxNode {
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
            if [.or, .equal, .notEqual].contains(sign), let bare = [left, right].first(where: Self.isBareFlattening) {
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

    // MARK: - let

    /// `let $a = x, $b = y in body`.
    ///
    /// The values don't see each other, only what is bound around the `let` (JEP 18).
    private mutating func letExpression() throws(ExpressionSyntaxError) -> SyntaxNode {
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

    /// Whether a node is `[]` with nothing before and nothing behind it: the value at hand, flattened.
    private static func isBareFlattening(_ node: SyntaxNode) -> Bool {
        guard case .projection(.flattened, let source, let element) = node.form, case .current = source.form,
            case .current = element.form
        else { return false }
        return source.range == node.range
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
