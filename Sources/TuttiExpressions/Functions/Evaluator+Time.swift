internal import TuttiJSON
internal import TuttiResilience

extension Evaluator {
    /// `parse_time`, `format_time`, `add_time`, `time_between`, `now`.
    mutating func time(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        // The calendar, and a few texts.
        try spend(20, at: arguments.range)
        switch function {
        case .now:
            guard let form = arguments.text(0) else { return now }
            guard form == "rfc3339" else { throw arguments.invalid(0, "must be 'rfc3339', if it is there") }
            return now.number.flatMap { Timestamp($0) }.map { .string($0.text) } ?? .null
        case .parseTime:
            return arguments.text(0).flatMap { Timestamp($0) }.map { .number($0.number) } ?? .null
        case .timeBetween:
            let (from, to) = (try time(0, arguments), try time(1, arguments))
            return try calculate(.subtract, .number(to.number), .number(from.number), at: arguments.range)
        case .addTime:
            let time = try time(0, arguments)
            guard let distance = arguments.text(1).flatMap({ TimeDistance($0) }) else {
                throw arguments.invalid(1, "must be a distance such as '-30d' or '1h30m': ms, s, m, h, d, w, mo, y")
            }
            guard let result = time.adding(distance) else {
                throw arguments.invalid(1, "leads beyond the years 0000 to 9999")
            }
            return arguments[0].kind == .number ? .number(result.number) : .string(result.text)
        default: return try formatted(arguments)
        }
    }

    /// The time that an argument is: seconds since 1970, or a text of RFC 3339.
    private func time(_ place: Int, _ arguments: Arguments) throws(EvaluationError) -> Timestamp {
        if let text = arguments.text(place) {
            guard let time = Timestamp(text) else {
                throw arguments.invalid(place, "must be a time as in '2026-11-30T12:00:00Z' (RFC 3339)")
            }
            return time
        }
        guard let time = arguments[place].number.flatMap({ Timestamp($0) }) else {
            throw arguments.invalid(place, "must be seconds since 1970, within the years 0000 to 9999")
        }
        return time
    }

    private mutating func formatted(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        var time = try time(0, arguments)
        if let text = arguments.text(2) {
            let isUTC = text == "Z"
            let minutes = Timestamp.minutes(Array(text.utf8)[...])
            guard isUTC || minutes != nil else {
                throw arguments.invalid(2, "must be 'Z' or an offset such as '+01:00'")
            }
            guard let written = time.written(offset: isUTC ? nil : minutes) else {
                throw arguments.invalid(0, "is beyond the years 0000 to 9999 there")
            }
            time = written
        }
        guard let pattern = arguments.text(1) else { return .string(time.text) }
        try spend(pattern.utf8.count, at: arguments.range)
        try spendText(pattern.utf8.count &* 9, at: arguments.range)
        guard let text = TimePattern.text(of: time, by: pattern) else {
            throw arguments.invalid(1, "must have no letters but the parts \(TimePattern.parts)")
        }
        return .string(text)
    }
}
