internal import TuttiJSON

extension Evaluator {
    /// `a + b` and its kin (JEP 16): exact, but for `/`, which gives 34 digits.
    mutating func calculate(
        _ sign: SyntaxNode.ArithmeticOperator, _ left: JSONValue, _ right: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        if let result = JSONArithmetic.short(sign.operation, left, right) { return .number(result) }
        let name = sign.rawValue
        let (a, b) = (try operand(left, name, at: range), try operand(right, name, at: range))
        return try arithmetic(name, at: range) { calculation throws(JSONArithmeticError) in
            try calculation.result(of: sign.operation, a, b)
        }
    }

    /// `-a` and `+a`.
    mutating func sign(_ negative: Bool, _ value: JSONValue, at range: Range<Int>) throws(EvaluationError) -> JSONValue
    {
        let number = try operand(value, negative ? "-" : "+", at: range)
        return negative ? .number(number.negated) : value
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

    /// Calculates a number of others of any length, and pays for it; `name` is what the expression calls it.
    mutating func arithmetic(
        _ name: String, at range: Range<Int>,
        _ body: (inout JSONArithmetic) throws(JSONArithmeticError) -> JSONNumber
    ) throws(EvaluationError) -> JSONValue {
        let result = try arithmetic(name, at: range, of: body)
        if result.byteCount > 24 { try spendText(result.byteCount, at: range) }
        return .number(result)
    }

    /// The same for what is no number.
    mutating func arithmetic<Result>(
        _ name: String, at range: Range<Int>, of body: (inout JSONArithmetic) throws(JSONArithmeticError) -> Result
    ) throws(EvaluationError) -> Result {
        var calculation = JSONArithmetic(digits: limits.digits)
        let result: Result
        do throws(JSONArithmeticError) {
            result = try body(&calculation)
        } catch {
            throw EvaluationError(.notANumber, message(error, name), at: range)
        }
        try spend(calculation.work, at: range)
        return result
    }

    private func message(_ error: JSONArithmeticError, _ name: String) -> String {
        switch error {
        case .tooManyDigits: "`\(name)` takes and gives numbers of at most \(limits.digits) digits"
        case .exponentTooLarge: "`\(name)` takes and gives numbers with an exponent of at most ± 1000000000"
        case .divisionByZero: "`\(name)` by zero has no result"
        }
    }
}

extension SyntaxNode.ArithmeticOperator {
    /// What the sign calculates.
    fileprivate var operation: JSONArithmetic.Operation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .divideWhole: .divideWhole
        case .remainder: .remainder
        }
    }
}
