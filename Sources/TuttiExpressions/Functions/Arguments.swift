internal import TuttiJSON

/// The evaluated arguments of one call, of the types that the function's signature asks for.
struct Arguments {
    /// The function, for messages.
    let function: Function

    /// Where the call stands in the source.
    let range: Range<Int>

    /// The values; null in the place of an expression behind `&`.
    let values: [JSONValue]

    /// The expression behind `&`, of which no function takes more than one.
    let reference: SyntaxNode

    /// The value at a place; null where an optional one was left out.
    subscript(place: Int) -> JSONValue {
        values.indices.contains(place) ? values[place] : .null
    }

    /// The text at a place; nil where it was left out.
    func text(_ place: Int) -> String? {
        self[place].string
    }

    /// The whole number at a place; nil where it was left out.
    ///
    /// - Throws: `invalid-value` for a number with a fraction, or one out of range.
    func whole(_ place: Int, atLeast least: Int = .min) throws(EvaluationError) -> Int? {
        guard let number = self[place].number else { return nil }
        guard let whole = number.int else {
            throw invalid(place, "must be a whole number, not \(number.text.prefix(24))")
        }
        guard whole >= least else { throw invalid(place, "must be at least \(least), not \(number.text.prefix(24))") }
        return whole
    }

    /// The error for a value of the right type that the function doesn't take.
    func invalid(_ place: Int, _ problem: String) -> EvaluationError {
        EvaluationError(.invalidValue, "argument \(place + 1) of `\(function.rawValue)` \(problem)", at: range)
    }

    /// The error for what the expression behind `&` gave.
    func invalidKey(_ key: JSONValue, wanted: String) -> EvaluationError {
        EvaluationError(
            .invalidType,
            "the expression of `\(function.rawValue)` must give \(wanted), and it gave \(key.kind.indefinite)",
            at: range)
    }
}
