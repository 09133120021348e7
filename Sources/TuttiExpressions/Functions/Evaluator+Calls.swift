internal import TuttiJSON

extension Evaluator {
    /// Evaluates and checks the arguments, then calls the function.
    mutating func call(
        _ function: Function, _ signature: FunctionSignature, _ parts: [SyntaxNode], _ current: JSONValue,
        at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        // A list of arguments.
        try spend(1, at: range)
        var values: [JSONValue] = []
        values.reserveCapacity(parts.count)
        var reference: SyntaxNode?
        for (place, part) in parts.enumerated() {
            if part.shortcut.kind == .reference {
                reference = part.shortcut.part
                values.append(.null)
                continue
            }
            let value = try evaluate(part, current)
            try check(value, signature.type(at: place), place, of: function, part, at: range)
            values.append(value)
        }
        let arguments = Arguments(
            function: function, range: range, values: values, reference: reference ?? Self.noReference)
        return try apply(function, arguments)
    }

    /// Refuses an argument of another type, and pays for reading it.
    @inline(__always)
    mutating func check(
        _ value: JSONValue, _ type: ArgumentType, _ place: Int, of function: Function, _ part: SyntaxNode,
        at range: Range<Int>
    ) throws(EvaluationError) {
        try spendReading(value, at: range)
        if type.looksAtElements { try spend(value.count, at: range) }
        guard !type.accepts(value) else { return }
        throw EvaluationError(
            .invalidType,
            "argument \(place + 1) of `\(function.rawValue)` must be \(type.described), and it is \(value.kind.indefinite)",
            at: part.range)
    }

    /// Stands for the expression that a function does not take.
    private static let noReference = SyntaxNode(.current, at: 0..<0)

    private mutating func apply(
        _ function: Function, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        switch function {
        case .abs, .avg, .ceil, .floor, .round, .sum: try number(function, arguments)
        case .formatNumber, .toFixed: try numberText(function, arguments)
        case .endsWith, .startsWith, .lower, .upper, .join: try text(function, arguments)
        case .findFirst, .findLast, .replace, .split: try search(function, arguments)
        case .trim, .trimLeft, .trimRight, .padLeft, .padRight: try edges(function, arguments)
        case .contains, .length, .map, .reverse, .zip, .concat, .toArray: try array(function, arguments)
        case .max, .min, .sort, .maxBy, .minBy, .sortBy: try order(function, arguments)
        case .fromItems, .items, .entries, .keys, .values, .merge, .deepMerge, .lookup: try object(function, arguments)
        case .groupBy, .indexBy: try group(function, arguments)
        case .notNull, .type, .toString, .toNumber, .parseJSON, .encodeURI: try value(function, arguments)
        case .parseTime, .formatTime, .addTime, .timeBetween, .now: try time(function, arguments)
        case .pick, .omit, .camelCase, .snakeCase, .range: try names(function, arguments)
        }
    }
}
