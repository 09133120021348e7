internal import TuttiResilience

extension TimeSpan {
    /// The sum; at most the longest time there is.
    static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        (MonotonicTime(nanoseconds: left.nanoseconds) + right) - .zero
    }

    /// How much longer the first is.
    static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        MonotonicTime(nanoseconds: left.nanoseconds) - MonotonicTime(nanoseconds: right.nanoseconds)
    }

    /// Whole seconds.
    var wholeSeconds: Int64 { nanoseconds / 1_000_000_000 }
}
