/// What people write who think in JavaScript, Python, SQL or jq, and how it is written here.
extension Parser {
    /// The error for what other languages have at the token at hand; nil where it looks like none of them.
    func foreign() -> ExpressionSyntaxError? {
        foreignSign() ?? foreignWord()
    }

    private func foreignSign() -> ExpressionSyntaxError? {
        switch (previous?.kind, current.kind, following.kind) {
        case (.sign(.equal), .sign(.assign), _):
            return error("there is no `===`", "write `==`", from: previous)
        case (.sign(.notEqual), .sign(.assign), _):
            return error("there is no `!==`", "write `!=`", from: previous)
        case (_, .sign(.assign), .sign(.greater)) where touches(current, following):
            return error(Self.noFunctions("=>"), Self.instead, to: following)
        case (.sign(.minus), .sign(.greater), _) where touches(previous, current):
            return error(Self.noFunctions("->"), Self.instead, from: previous)
        case (_, .sign(.dot), .sign(.dot)) where touches(current, following):
            let third = tokens[min(index + 2, tokens.count - 1)]
            guard third.isSign(.dot), touches(following, third) else { return nil }
            return error("there is no `...`", Self.together, to: third)
        case (.sign(.openBrace), .sign(.star), _), (.sign(.comma), .sign(.star), .sign(.star)):
            return error("`*` puts no object into another", Self.together)
        case (_, .sign(.dollar), .sign(.openBrace)) where touches(current, following):
            return error("there is no `${` in expressions", Self.joined, to: following)
        case (.sign(.dollar), .sign(.openBrace), _) where touches(previous, current):
            return error(
                "there is no `${` in expressions", "write what is in the braces alone; " + Self.joined, from: previous)
        case (.sign(.openBrace), .sign(.openBrace), _) where touches(previous, current):
            return error(
                "there is no `{{` in expressions", "write what is in the braces alone; " + Self.joined, from: previous)
        case (.sign(.question), .sign(.colon), _) where touches(previous, current):
            return error("there is no `?:`", "a value in place of null is `a || b`", from: previous)
        default: return nil
        }
    }

    private func foreignWord() -> ExpressionSyntaxError? {
        // `not a`: the word has been taken for a name.
        if let word = previous, case .identifier(let name) = word.kind, !isMember, startsValue(current),
            let help = Self.wordsBefore[name.lowercased()]
        {
            return ExpressionSyntaxError("there is no `\(name)`", help: help, at: word.range)
        }
        guard case .identifier(let name) = current.kind, let before = previous, endsValue(before),
            let help = Self.wordsBetween[name.lowercased()]
        else { return nil }
        return ExpressionSyntaxError("there is no `\(name)`", help: help, at: current.range)
    }

    /// Words that stand before a value elsewhere.
    private static let wordsBefore = [
        "not": "write `!a`; \"not in\" is `!contains(list, a)`",
        "if": "write `condition ? value : other`",
        "lambda": instead, "function": instead, "return": "remove it: an expression is its value",
        "typeof": "write `type(a)`", "new": "remove it: nothing is made here but {a: b} and [a, b]",
        "await": "remove it: a call that is read is waited for",
        "case": "write `condition ? value : other`", "when": "write `condition ? value : other`",
    ]

    /// Words that stand between two values elsewhere.
    private static let wordsBetween = [
        "and": "write `&&`", "or": "write `||`",
        "in": "write `contains(list, a)`", "not": "\"not in\" is `!contains(list, a)`, \"not equal\" `!=`",
        "is": "write `==`", "eq": "write `==`", "ne": "write `!=`", "neq": "write `!=`",
        "lt": "write `<`", "le": "write `<=`", "lte": "write `<=`",
        "gt": "write `>`", "ge": "write `>=`", "gte": "write `>=`",
        "if": "write `condition ? value : other`", "then": "write `condition ? value : other`",
        "else": "write `condition ? value : other`", "unless": "write `condition ? value : other`",
        "like": "write `contains(text, 'part')`, `starts_with(…)` or `ends_with(…)`",
        "matches": "write `contains(text, 'part')`, `starts_with(…)` or `ends_with(…)`",
        "mod": "write `%`", "div": "write `//`", "instanceof": "write `type(a) == 'array'`",
        "as": "a name is given by {name: value}",
    ]

    private static func noFunctions(_ sign: String) -> String { "there is no `\(sign)`: nobody writes functions here" }

    private static let instead =
        "what is made of each element follows a projection, `items[].id`, or stands behind `&`: `map(&id, items)`"
    private static let together = "objects are put together by `merge(a, {b: c})`, arrays by `concat(a, [b])`"
    private static let joined = "text is put together by `join('', ['Hello ', user.name])`"

    private func error(
        _ message: String, _ help: String, from first: Token? = nil, to last: Token? = nil
    ) -> ExpressionSyntaxError {
        let start = (first ?? current).range.lowerBound
        return ExpressionSyntaxError(message, help: help, at: start..<max(start, (last ?? current).range.upperBound))
    }

    private func touches(_ left: Token?, _ right: Token) -> Bool {
        left?.range.upperBound == right.range.lowerBound
    }

    /// Whether the token before the one at hand is what follows a dot.
    private var isMember: Bool { index > 1 && tokens[index - 2].isSign(.dot) }

    private func startsValue(_ token: Token) -> Bool {
        switch token.kind {
        case .identifier, .quoted, .variable, .literal, .number, .sign(.at): true
        default: false
        }
    }

    private func endsValue(_ token: Token) -> Bool {
        switch token.kind {
        case .identifier, .quoted, .variable, .literal, .number, .sign(.at), .sign(.closeBracket),
            .sign(.closeParenthesis), .sign(.closeBrace), .sign(.flatten):
            true
        default: false
        }
    }
}
