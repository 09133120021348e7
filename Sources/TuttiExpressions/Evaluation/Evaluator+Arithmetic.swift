internal import TuttiJSON

extension Evaluator {
    /// `a + b` and its kin (JEP 16).
    ///
    /// Whole numbers are calculated exactly while they fit 64 bits, others as floating point.
    mutating func calculate(
        _ sign: SyntaxNode.ArithmeticOperator, _ left: JSONValue, _ right: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        let (a, b) = (try operand(left, sign.rawValue, at: range), try operand(right, sign.rawValue, at: range))
        if let whole = a.int, let other = b.int, let result = Self.exact(sign, whole, other) {
            return .number(JSONNumber(result))
        }
        let (x, y) = (a.double, b.double)
        let result =
            switch sign {
            case .add: x + y
            case .subtract: x - y
            case .multiply: x * y
            case .divide: x / y
            case .divideWhole: (x / y).rounded(.down)
            case .remainder: x.truncatingRemainder(dividingBy: y)
            }
        guard let number = JSONNumber(result) else {
            let name = "`\(sign.rawValue)`"
            throw EvaluationError(
                .notANumber, y == 0 ? "\(name) by zero has no result" : "the result of \(name) is too large", at: range)
        }
        return .number(number)
    }

    /// `-a` and `+a`.
    mutating func sign(_ negative: Bool, _ value: JSONValue, at range: Range<Int>) throws(EvaluationError) -> JSONValue
    {
        let number = try operand(value, negative ? "-" : "+", at: range)
        return negative ? try calculate(.subtract, .number(JSONNumber(0)), .number(number), at: range) : value
    }

    private mutating func operand(
        _ value: JSONValue, _ sign: String, at range: Range<Int>
    ) throws(EvaluationError) -> JSONNumber {
        try spendReading(value, at: range)
        guard let number = value.number else {
            throw EvaluationError(
                .notANumber, "`\(sign)` takes numbers, and one side is \(value.describedKind)", at: range)
        }
        return number
    }

    /// The result as a whole number; nil if it isn't one or doesn't fit.
    private static func exact(_ sign: SyntaxNode.ArithmeticOperator, _ a: Int, _ b: Int) -> Int? {
        let (result, overflow): (Int, Bool)
        switch sign {
        case .add: (result, overflow) = a.addingReportingOverflow(b)
        case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
        case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
        case .remainder: (result, overflow) = a.remainderReportingOverflow(dividingBy: b)
        case .divide, .divideWhole:
            let (quotient, failed) = a.dividedReportingOverflow(by: b)
            guard !failed else { return nil }
            let remainder = a % b
            if remainder == 0 { return quotient }
            guard sign == .divideWhole else { return nil }
            return (remainder < 0) == (b < 0) ? quotient : quotient - 1
        }
        return overflow ? nil : result
    }
}
