internal import TuttiResilience

extension RequestSession {
    /// The time by the calendar at a moment of the request's, in milliseconds since 1970.
    func calendarMilliseconds(at now: MonotonicTime) -> Int64 {
        Int64(clamping: secondsSince1970) * 1000 + (now - startedAt).nanoseconds / 1_000_000
    }
}
