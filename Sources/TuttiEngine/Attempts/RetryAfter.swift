internal import TuttiResilience

/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
    /// How long to wait from now on.
    ///
    /// - Parameters:
    ///   - value: the header's value.
    ///   - now: the wall clock, in seconds since 1970.
    /// - Returns: the time; nil for a value that is neither seconds nor a date.
    static func pause(_ value: String, secondsSince1970 now: Int) -> TimeSpan? {
        if isNumber(value) {
            // More than 31 years: nobody waits so long, but it is what the service asks for.
            guard value.utf8.count <= 9 else { return TimeSpan(nanoseconds: .max) }
            return .seconds(value.utf8.reduce(0) { $0 * 10 + Int64($1 - 48) })
        }
        guard let date = HTTPDate(value, secondsSince1970: now) else { return nil }
        return .seconds(max(date.seconds - Int64(now), 0))
    }

    /// The value to pass on: seconds as they are, a date in the preferred form of RFC 9110; nil for what is neither.
    static func passedOn(_ value: String) -> String? {
        if isNumber(value) { return value.utf8.count <= 9 ? value : nil }
        return HTTPDate(value)?.text
    }

    private static func isNumber(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.allSatisfy { (48...57).contains($0) }
    }
}
