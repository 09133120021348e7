internal import TuttiJSON

extension Evaluator {
    /// `abs`, `avg`, `ceil`, `floor`, `round`, `sum`.
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
        case .abs: return number.isNegative ? .number(number.negated) : arguments[0]
        case .ceil: return try rounded(number, places: 0, .up, arguments)
        case .floor: return try rounded(number, places: 0, .down, arguments)
        default:
            return try rounded(number, places: try arguments.whole(1) ?? 0, rounding(2, arguments), arguments)
        }
    }

    /// `format_number`, `to_fixed`: numbers as people read them.
    mutating func numberText(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        guard let number = arguments[0].number else { return .null }
        let places = try arguments.whole(1, atLeast: 0) ?? 0
        let rule = function == .toFixed ? rounding(2, arguments) : .halfEven
        let parts = try arithmetic(function.rawValue, at: arguments.range) { calculation throws(JSONArithmeticError) in
            try calculation.fixed(number, places: places, rule)
        }
        let isFixed = function == .toFixed
        let group = isFixed ? "" : arguments.text(2) ?? ","
        let point = isFixed ? "." : arguments.text(3) ?? "."
        let bytes = parts.whole.utf8.count &+ places &+ point.utf8.count &+ 1
        try spendText(bytes &+ group.utf8.count &* (parts.whole.utf8.count / 3), at: arguments.range)
        let whole = group.isEmpty ? parts.whole : Self.grouped(parts.whole, by: group)
        return .string((parts.isNegative ? "-" : "") + whole + (places > 0 ? point + parts.fraction : ""))
    }

    /// Three digits in a group, counted from the end.
    private static func grouped(_ digits: String, by separator: String) -> String {
        var result = ""
        for (place, digit) in digits.unicodeScalars.enumerated() {
            if place > 0, (digits.utf8.count - place) % 3 == 0 { result += separator }
            result.unicodeScalars.append(digit)
        }
        return result
    }

    private mutating func sum(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        var sum = JSONValue.number(JSONNumber(0))
        for element in arguments[0].elements { sum = try calculate(.add, sum, element, at: arguments.range) }
        return sum
    }

    private mutating func rounded(
        _ number: JSONNumber, places: Int, _ rule: JSONRounding, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        try arithmetic(arguments.function.rawValue, at: arguments.range) { calculation throws(JSONArithmeticError) in
            try calculation.rounded(number, places: places, rule)
        }
    }

    /// The rule that an argument names, which is one of the two.
    private func rounding(_ place: Int, _ arguments: Arguments) -> JSONRounding {
        arguments.text(place) == "half-up" ? .halfUp : .halfEven
    }
}
