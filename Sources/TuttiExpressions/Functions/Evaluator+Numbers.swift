internal import TuttiJSON

extension Evaluator {
    /// `abs`, `avg`, `ceil`, `floor`, `sum`.
    mutating func number(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        switch function {
        case .avg:
            let count = arguments[0].count
            guard count > 0 else { return .null }
            return try calculate(.divide, sum(arguments), .number(JSONNumber(count)), at: arguments.range)
        case .sum: return try sum(arguments)
        default: break
        }
        guard let number = arguments[0].number else { return .null }
        switch function {
        case .abs:
            guard number.isNegative else { return arguments[0] }
            // All digits stay.
            return JSONNumber(number.text.dropFirst()).map { .number($0) } ?? arguments[0]
        case .ceil: return rounded(arguments[0], number, .up)
        default: return rounded(arguments[0], number, .down)
        }
    }

    private mutating func sum(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        var sum = JSONValue.number(JSONNumber(0))
        for element in arguments[0].elements { sum = try calculate(.add, sum, element, at: arguments.range) }
        return sum
    }

    private func rounded(
        _ value: JSONValue, _ number: JSONNumber, _ rule: FloatingPointRoundingRule
    ) -> JSONValue {
        // From 2^53 on, floating point has no fractions, and the digits as they came are more exact.
        guard number.int == nil, number.double.magnitude < 0x1p53 else { return value }
        return JSONNumber(number.double.rounded(rule)).map { .number($0) } ?? value
    }
}
