/// Turns tokens into a tree: a Pratt parser, in which each sign has a power and binds what stands around it accordingly.
///
/// The grammar is JMESPath Community Edition (https://jmespath.site/main/#specification). Where its text leaves the
/// grouping open, this parser takes what a reader expects: `!a.b` is `!(a.b)`, `-a.b * c` is `(-(a.b)) * c`.
struct Parser {
    /// How deep an expression may nest, and how long a chain of operators may be.
    static let depthLimit = 128

    /// How long an expression may be, in bytes.
    static let lengthLimit = 64 << 10

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
}
