internal import TuttiResilience

extension TimeSpan {
    /// `300 ms`, `1.5 s`, `10 min`: as exact as it is to the millisecond.
    var inWords: String {
        let (number, unit) = parts
        return "\(number) \(unit)"
    }

    /// `0–500 ms`, `500 ms–1.5 s`: the unit once where both have the same.
    func inWords(to end: TimeSpan) -> String {
        let (first, last) = (parts, end.parts)
        if first.unit == last.unit || self == .zero { return "\(first.number)–\(end.inWords)" }
        return "\(inWords)–\(end.inWords)"
    }

    private var parts: (number: String, unit: String) {
        let milliseconds = milliseconds
        if milliseconds < 1000 { return ("\(milliseconds)", "ms") }
        if milliseconds % 60_000 == 0 { return ("\(milliseconds / 60_000)", "min") }
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        if rest == 0 { return ("\(seconds)", "s") }
        // 1.05 s: three digits without the zeros at their end.
        var digits = String("\(1000 + rest)".dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return ("\(seconds).\(digits)", "s")
    }
}
