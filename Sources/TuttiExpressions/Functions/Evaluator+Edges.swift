internal import TuttiJSON

extension Evaluator {
    /// `trim` and `pad` on one or both sides.
    mutating func edges(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let scalars = Array((arguments.text(0) ?? "").unicodeScalars)
        try spendText(scalars.count, at: arguments.range)
        try spend(scalars.count >> 3, at: arguments.range)
        switch function {
        case .padLeft, .padRight: return try padded(scalars, arguments)
        default: return .string(Self.string(trimmed(scalars, arguments)))
        }
    }

    /// Without the given characters at the edges; white space when none are given.
    private func trimmed(_ scalars: [Unicode.Scalar], _ arguments: Arguments) -> ArraySlice<Unicode.Scalar> {
        let characters = Set((arguments.text(1) ?? "").unicodeScalars)
        func isKept(_ scalar: Unicode.Scalar) -> Bool {
            characters.isEmpty ? !scalar.properties.isWhitespace : !characters.contains(scalar)
        }
        let first = arguments.function == .trimRight ? scalars.startIndex : scalars.firstIndex(where: isKept)
        let last = arguments.function == .trimLeft ? scalars.endIndex - 1 : scalars.lastIndex(where: isKept)
        guard let first, let last, first <= last else { return [] }
        return scalars[first...last]
    }

    /// Filled up to a width in code points.
    private mutating func padded(
        _ scalars: [Unicode.Scalar], _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        guard let width = try arguments.whole(1, atLeast: 0) else { return arguments[0] }
        let padding = Array((arguments.text(2) ?? " ").unicodeScalars)
        guard padding.count == 1, let scalar = padding.first else {
            throw arguments.invalid(2, "must be exactly one character")
        }
        guard width > scalars.count else { return arguments[0] }
        // A width of which four times doesn't fit is refused like any that is too large.
        try spendText(width.multipliedReportingOverflow(by: 4).overflow ? .max : width * 4, at: arguments.range)
        let filling = repeatElement(scalar, count: width - scalars.count)
        return .string(
            Self.string(arguments.function == .padLeft ? Array(filling) + scalars : scalars + Array(filling)))
    }
}
