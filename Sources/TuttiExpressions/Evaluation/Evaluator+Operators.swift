internal import TuttiJSON

extension Evaluator {
    /// A member; null if there is none.
    ///
    /// A document's members are looked through one by one, which is paid for where they are many.
    @inline(__always)
    mutating func member(
        _ name: JSONName, of value: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        try spend(value.count >> 6, at: range)
        return value.member(name) ?? .null
    }

    /// The element at a position, from the end where it is negative; null out of range or if it is not an array.
    mutating func element(
        _ position: Int, of value: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        try spend(value.count >> 6, at: range)
        // Of opposite signs: no overflow.
        let index = position < 0 ? position + value.count : position
        return value.element(index) ?? .null
    }

    /// `left[1:5:2]`: of an array or, by code point, of a string; null for another type.
    mutating func slice(
        _ value: JSONValue, _ bounds: SliceBounds, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        switch value.kind {
        case .array:
            try spend(value.count, at: range)
            let elements = value.elements
            return .array(bounds.positions(of: elements.count).map { elements[$0] })
        case .string:
            guard let text = value.string else { return .null }
            try spendText(text.utf8.count, at: range)
            try spend(text.utf8.count >> 3, at: range)
            let scalars = Array(text.unicodeScalars)
            var result = String.UnicodeScalarView()
            for position in bounds.positions(of: scalars.count) { result.append(scalars[position]) }
            return .string(String(result))
        default: return .null
        }
    }

    // MARK: - Comparison

    /// `a == b` and the other comparisons.
    ///
    /// Order is defined for two numbers, and for two texts that are times of RFC 3339; with anything else it is null.
    mutating func compare(
        _ sign: SyntaxNode.Comparator, _ left: JSONValue, _ right: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        switch sign {
        case .equal: return .bool(try equal(left, right, at: range))
        case .notEqual: return .bool(!(try equal(left, right, at: range)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        try spendReading(left, at: range)
        try spendReading(right, at: range)
        var order = left.numericOrder(to: right)
        if order == nil { order = try timeOrder(left, right, at: range) }
        guard let order else { return .null }
        return switch sign {
        case .less: .bool(order < 0)
        case .lessOrEqual: .bool(order <= 0)
        case .greater: .bool(order > 0)
        default: .bool(order >= 0)
        }
    }

    /// The order of two texts that are times (RFC 3339), by their moments; nil for anything else.
    private mutating func timeOrder(
        _ left: JSONValue, _ right: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> Int? {
        guard left.kind == .string, right.kind == .string else { return nil }
        try spend(10, at: range)
        guard let one = left.string.flatMap({ Timestamp($0) }), let other = right.string.flatMap({ Timestamp($0) })
        else {
            return nil
        }
        return one.order(to: other)
    }

    /// Whether two values mean the same.
    ///
    /// Paid for element by element: made values share what they hold, so that walking one can take far longer than making
    /// it did.
    mutating func equal(
        _ left: JSONValue, _ right: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> Bool {
        if case .node(let a) = left, case .node(let b) = right {
            try spend(1 + a.byteCount >> 4, at: range)
            return a == b
        }
        try spend(1, at: range)
        // A call's result may nest a former one's, over and over: far deeper than any document.
        try descend(at: range)
        defer { ascend() }
        let kind = left.kind
        guard kind == right.kind else { return false }
        switch kind {
        case .null, .bool: return left == right
        case .number, .string:
            try spendReading(left, at: range)
            try spendReading(right, at: range)
            return left == right
        case .array:
            guard left.count == right.count else { return false }
            try spend(left.count, at: range)
            let (a, b) = (left.elements, right.elements)
            for (one, other) in Swift.zip(a, b) {
                guard try equal(one, other, at: range) else { return false }
            }
            return true
        case .object:
            try spend(left.count &+ right.count, at: range)
            let members = left.members
            guard members.count == right.members.count else { return false }
            for (name, value) in members {
                try spend(1, at: range)
                guard let other = right.member(name), try equal(value, other, at: range) else { return false }
            }
            return true
        }
    }

    // MARK: - Arithmetic

    /// `a + b` and the other arithmetic (JEP 16): exact, except that `/` gives 34 digits.
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
                .notANumber, "`\(sign)` takes numbers, and one side is \(value.kind.indefinite)", at: range)
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
