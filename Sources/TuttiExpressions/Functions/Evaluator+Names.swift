internal import TuttiJSON

extension Evaluator {
    /// `pick`, `omit`, `camel_case`, `snake_case`, `range`.
    mutating func names(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        switch function {
        case .range: return try range(arguments)
        case .pick, .omit: return try chosen(arguments, keeps: function == .pick)
        default: return try renamed(arguments[0], function, arguments)
        }
    }

    /// `[0, 1, …]`.
    private mutating func range(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        guard let count = try arguments.whole(0, atLeast: 0) else { return .null }
        guard count <= Self.longestRange else { throw arguments.invalid(0, "must be at most \(Self.longestRange)") }
        try spend(count, at: arguments.range)
        return .array((0..<count).map { .number(JSONNumber($0)) })
    }

    private static let longestRange = 10_000

    /// The members with these names, in the order of the object; or those with other names.
    private mutating func chosen(_ arguments: Arguments, keeps: Bool) throws(EvaluationError) -> JSONValue {
        guard !arguments[0].isNull else { return .null }
        let names = arguments[1].elements.compactMap(\.string)
        let length = names.reduce(0) { $0 &+ $1.utf8.count }
        try spend(names.count &* 4 &+ length &>> 3 &+ arguments[0].count &* 7, at: arguments.range)
        // By bytes: Swift holds a composed and a decomposed é to be equal.
        let wanted = Set(names.map { Array($0.utf8) })
        var result = JSONObject()
        for (name, value) in arguments[0].members where wanted.contains(Array(name.utf8)) == keeps {
            try set(name, to: value, in: &result, arguments)
        }
        return .object(result)
    }

    /// Names of members, at any depth, in another style; of a text, the text itself.
    private mutating func renamed(
        _ value: JSONValue, _ function: Function, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        if let text = value.string { return .string(try styled(text, function, arguments)) }
        return try renamedMembers(value, function, arguments)
    }

    private mutating func renamedMembers(
        _ value: JSONValue, _ function: Function, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        switch value.kind {
        case .null, .bool, .number, .string: return value
        case .array:
            try descend(at: arguments.range)
            defer { ascend() }
            try spend(value.count, at: arguments.range)
            var elements: [JSONValue] = []
            for element in value.elements { elements.append(try renamedMembers(element, function, arguments)) }
            return .array(elements)
        case .object:
            try descend(at: arguments.range)
            defer { ascend() }
            try spend(value.count &* 7, at: arguments.range)
            var result = JSONObject()
            for (name, member) in value.members {
                let member = try renamedMembers(member, function, arguments)
                try set(try styled(name, function, arguments), to: member, in: &result, arguments)
            }
            return .object(result)
        }
    }

    private mutating func styled(
        _ text: String, _ function: Function, _ arguments: Arguments
    ) throws(EvaluationError) -> String {
        try spendText(text.utf8.count &* 2, at: arguments.range)
        try spend(text.utf8.count >> 3, at: arguments.range)
        return function == .camelCase ? NameStyle.camel(text) : NameStyle.snake(text)
    }
}
