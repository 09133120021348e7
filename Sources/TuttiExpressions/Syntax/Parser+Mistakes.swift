internal import TuttiJSON

/// The messages for the mistakes that people make.
extension Parser {
    /// The token at hand is not what must come here.
    func unexpected(expected: String) -> ExpressionSyntaxError {
        if let foreign = foreign() { return foreign }
        let help: String? =
            switch current.kind {
            case .number(let number): "a number is written `\(number)` in backticks"
            case .sign(.assign): "to compare, write `==`"
            case .sign(.ampersand): "`&` stands only before an argument of a function; \"and\" is `&&`"
            case .sign(.closeBracket) where previous?.isSign(.openBracket) == true:
                "an empty array is written `[]` in backticks, flattening is `[]` without a space"
            case .sign(.closeBracket), .sign(.closeBrace), .sign(.closeParenthesis):
                previous?.isSign(.comma) == true ? "remove the `,` before it" : nil
            case .sign(.question) where previous?.isSign(.question) == true:
                "a value in place of null is `a || b`"
            case .sign(.dot) where previous?.isSign(.question) == true: "a member of null is null: `a.b` is enough"
            case .sign(.dot): previous == nil ? "a path starts with a name: `a.b`; the whole value is `@`" : nil
            case .sign(.greater) where previous?.isSign(.less) == true: "\"not equal\" is `!=`"
            default: nil
            }
        return ExpressionSyntaxError(
            "\(current.described) stands where \(expected) is expected", help: help, at: current.range)
    }

    /// A whole expression has been read and something is left.
    func unexpectedAfterExpression() -> ExpressionSyntaxError {
        if let foreign = foreign() { return foreign }
        let (message, help): (String, String?) =
            switch current.kind {
            case .sign(.assign): ("`=` compares nothing", "write `==`")
            case .sign(.closeBracket), .sign(.closeBrace), .sign(.closeParenthesis):
                ("\(current.described) closes nothing", nil)
            case .sign(.openBrace): ("`{` can't follow a value directly", "write `.{`")
            case .sign(.openParenthesis): ("only the bare name of a function can stand before `(`", nil)
            case .sign(.ampersand): ("`&` stands only before an argument of a function", "\"and\" is `&&`")
            case .sign(.not): ("`!` can't follow a value", "\"not equal\" is `!=`")
            case .sign(.comma): ("`,` stands only inside brackets", "a list is [a, b]")
            case .sign(.colon):
                ("`:` stands only in {name: value}, in a slice or after `?`", "put braces around it")
            case .number(let number):
                (
                    "the number \(number) can't stand here",
                    "in an expression it is written `\(number)` in backticks"
                )
            case .quoted(let name): ("a name can't follow a value", "a member is `.\"\(name)\"`, text is '\(name)'")
            default: ("\(current.described) can't follow a value", "an operator, `.` or `[` is expected")
            }
        return ExpressionSyntaxError(message, help: help, at: current.range)
    }

    /// Braces with a name in them and no `:` after it.
    func missingValue(of name: String) -> ExpressionSyntaxError {
        let error = unexpected(expected: "a `:` and a value after the member's name")
        let help: String? =
            switch current.kind {
            case .sign(.closeBrace), .sign(.comma): "write `{\(name): \(name)}`"
            case .sign(.dot): "braces make an object, `{name: value}`; a value that is read stands without them"
            default: nil
            }
        return help == nil ? error : ExpressionSyntaxError(error.message, help: help, at: error.range)
    }

    /// `tags || []`: the brackets would take the value at hand apart.
    func emptyArray(at range: Range<Int>) -> ExpressionSyntaxError {
        ExpressionSyntaxError(
            "`[]` here flattens the value at hand, and is no empty array",
            help: "an empty array is written `[]` in backticks, an empty object `{}` in backticks", at: range)
    }

    private static let ofEachElement =
        "what is computed of each element stands behind `&`: `sum(map(&(quantity * price), lines))`"

    /// What to write where one side of an arithmetic operator is never a number.
    static func help(withOperand operand: SyntaxNode) -> String? {
        if case .projection = operand.form { ofEachElement } else { nil }
    }

    /// What to write where an argument can't be of the type that a function takes.
    static func help(with argument: SyntaxNode, of function: Function) -> String? {
        guard case .literal(let value) = argument.form, let text = value.string else {
            guard function == .sum, case .arithmetic = argument.form else { return nil }
            return ofEachElement
        }
        if function == .concat { return "text is put together by `join('', [a, b])`" }
        guard [.sortBy, .groupBy, .indexBy, .minBy, .maxBy].contains(function) else { return nil }
        let isName =
            text.first?.isLetter == true && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return isName ? "write `&\(text)`" : "write `&` before an expression: `&id`"
    }

    /// The error for a token that can't follow a dot.
    func unexpectedAfterDot() -> ExpressionSyntaxError {
        let (message, help): (String, String?) =
            switch current.kind {
            case .number(let number):
                ("a dot takes a name, not a number", "an element is `[\(number)]`, a member `.\"\(number)\"`")
            case .literal: ("a dot takes a name, not a literal", "a name with special signs is `.\"name\"`")
            case .variable: ("a dot takes a name, not a variable", "`lookup(object, $name)` reads a member by a value")
            case .sign(.dot): ("there are two dots", "a name must stand between them")
            case .sign(.flatten), .sign(.filter): ("brackets follow a value without a dot: `a\(sign)`", nil)
            case .sign(.openBracket):
                (
                    "a position or a slice follows a value without a dot: `a[0]`",
                    "behind a dot, brackets make a list"
                )
            case .end: ("a name is missing after the dot", nil)
            case .sign(.openParenthesis): ("`(` can't follow a dot", Self.ofEachElement)
            default: ("\(current.described) can't follow a dot", "a name, `*`, `[a, b]` or `{a: b}` can")
            }
        return ExpressionSyntaxError(message, help: help, at: current.range)
    }

    /// Brackets behind a value that hold neither a position nor a slice nor `*`.
    func unexpectedInBrackets() -> ExpressionSyntaxError {
        if let foreign = foreign() { return foreign }
        let (message, help): (String, String?)
        switch current.kind {
        case .end: return unclosed(.closeBracket)
        case .identifier(let name):
            message = "brackets behind a value take a position, a slice, `*` or `?`"
            let key = path(from: index)
            help =
                (key == name ? "a member is `.\(name)`; " : "")
                + "a member whose name is a value is read by `lookup(\(path(before: index - 1)), \(key))`"
        case .quoted(let name):
            message = "brackets behind a value take a position, a slice, `*` or `?`"
            help = "a member is `.\(name)`, a list `.[\(name)]`"
        case .literal(let value):
            message = "brackets behind a value take a bare number, a slice, `*` or `?`"
            help = value.string.map { "a member is `.\"\($0)\"`" }
        case .sign(.question): (message, help) = ("a filter starts with `[?`, without a space", nil)
        case .sign(.closeBracket): (message, help) = ("flattening is written `[]`, without a space", nil)
        default:
            message = "\(current.described) can't stand in brackets behind a value"
            help = "a position, a slice, `*` or `?` can"
        }
        return ExpressionSyntaxError(message, help: help, at: current.range)
    }

    /// A bracket, brace or parenthesis has no end.
    func unclosed(_ sign: Token.Sign) -> ExpressionSyntaxError {
        let opening: String =
            switch sign {
            case .closeBracket: "["
            case .closeBrace: "{"
            default: "("
            }
        if let foreign = foreign() { return foreign }
        if case .end = current.kind {
            return ExpressionSyntaxError(
                "`\(opening)` is not closed", help: "`\(sign.rawValue)` is missing", at: current.range)
        }
        let help: String? =
            switch current.kind {
            case .sign(.assign): "to compare, write `==`"
            case .sign(.openBrace): "behind a value write `.{`"
            case .sign(.ampersand): "\"and\" is `&&`"
            case .number(let number): "a number is written `\(number)` in backticks"
            default: nil
            }
        return ExpressionSyntaxError(
            "\(current.described) stands where a `\(sign.rawValue)` is expected, which closes the `\(opening)`",
            help: help, at: current.range)
    }

    /// The names with dots between them that begin with a token: `path.id`.
    private func path(from first: Int) -> String {
        var text = ""
        for token in tokens[first...] {
            switch token.kind {
            case .identifier(let name) where text.isEmpty || text.last == ".": text += name
            case .sign(.dot) where text.last != ".": text += "."
            default: return text.last == "." ? String(text.dropLast()) : text
            }
        }
        return text
    }

    /// The same for those that end before a token; `object` where something else stands there.
    private func path(before end: Int) -> String {
        var start = end
        while start > 0 {
            switch tokens[start - 1].kind {
            case .identifier where start == end || tokens[start].isSign(.dot): start -= 1
            case .sign(.dot) where start < end: start -= 1
            default: return start == end || tokens[start].isSign(.dot) ? "object" : path(from: start)
            }
        }
        return start == end || tokens[start].isSign(.dot) ? "object" : path(from: start)
    }

    private var sign: String {
        if case .sign(let sign) = current.kind { sign == .filter ? "[?…]" : sign.rawValue } else { "" }
    }
}

/// What people write who think in JavaScript, Python, SQL or jq, and how it is written here.
extension Parser {
    /// The error for what other languages have at the token at hand; nil where it looks like none of them.
    private func foreign() -> ExpressionSyntaxError? {
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
        // `not a`: the word was parsed as a name.
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
