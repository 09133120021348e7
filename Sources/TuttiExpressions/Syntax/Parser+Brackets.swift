internal import TuttiJSON

extension Parser {
    /// `left[0]`, `left[1:3]`, `left[*]`.
    mutating func bracket(_ left: SyntaxNode) throws(ExpressionSyntaxError) -> SyntaxNode {
        let open = take().range
        switch current.kind {
        case .sign(.star) where following.isSign(.closeBracket):
            take()
            take()
            return try node(.projection(.elements, left, try element(.wildcard)), at: open)
        case .number(let position) where !following.isSign(.colon):
            take()
            try close(.closeBracket)
            return try node(.index(left, position), at: open)
        case .number, .sign(.colon):
            let bounds = try sliceBounds(at: open)
            let slice = try node(.slice(left, bounds), at: open)
            return try node(.projection(.slice, slice, try element(.wildcard)), at: open)
        default: throw unexpectedInBrackets()
        }
    }

    private mutating func sliceBounds(
        at open: Range<Int>
    ) throws(ExpressionSyntaxError) -> SliceBounds {
        var parts: [Int?] = [nil]
        var stepRange = open
        while true {
            if case .number(let number) = current.kind {
                stepRange = take().range
                parts[parts.count - 1] = number
            }
            guard parts.count < 3, take(.colon) else { break }
            parts.append(nil)
        }
        try close(.closeBracket)
        let step = parts.count > 2 ? parts[2] ?? 1 : 1
        guard step != 0 else {
            throw ExpressionSyntaxError("the step of a slice can't be 0", at: stepRange, category: .invalidValue)
        }
        return SliceBounds(start: parts[0], stop: parts.count > 1 ? parts[1] : nil, step: step)
    }

    /// `[a, b]`.
    mutating func list() throws(ExpressionSyntaxError) -> SyntaxNode {
        let open = take().range
        var parts: [SyntaxNode] = []
        repeat {
            parts.append(try expression(.lowest))
        } while take(.comma)
        try close(.closeBracket)
        return try node(.list(parts), at: open)
    }

    /// `{a: x, "b c": y}`.
    mutating func object() throws(ExpressionSyntaxError) -> SyntaxNode {
        let open = take().range
        if current.isSign(.closeBrace) {
            throw ExpressionSyntaxError(
                "`{}` needs at least one member", help: "an empty object is written `{}` in backticks",
                at: current.range)
        }
        var members: [SyntaxNode.Member] = []
        var places: [JSONName: Int] = [:]
        repeat {
            let name = try memberName()
            guard take(.colon) else { throw missingValue(of: name) }
            let member = SyntaxNode.Member(name: name, value: try expression(.lowest))
            // A repeated name keeps its first place and its last value.
            let key = JSONName(name)
            if let place = places[key] {
                members[place] = member
            } else {
                places[key] = members.count
                members.append(member)
            }
        } while take(.comma)
        try close(.closeBrace)
        return try node(.object(members), at: open)
    }

    private mutating func memberName() throws(ExpressionSyntaxError) -> String {
        switch current.kind {
        case .identifier(let name), .quoted(let name):
            take()
            return name
        case .literal:
            throw ExpressionSyntaxError(
                "the name of a member stands bare or in double quotes: {name: …} or {\"some name\": …}",
                at: current.range)
        default: throw unexpected(expected: "the name of a member")
        }
    }

    /// Takes a closing sign, or says what is still open.
    mutating func close(_ sign: Token.Sign) throws(ExpressionSyntaxError) {
        guard !take(sign) else { return }
        throw unclosed(sign)
    }

    // MARK: - Calls

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
