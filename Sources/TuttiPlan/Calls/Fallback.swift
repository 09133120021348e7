package import TuttiResilience

/// One rung of `otherwise`.
package enum Fallback: Sendable, Equatable {
    /// The last good response to the same request, if it is at most so old; any age without a bound.
    case stale(atMost: TimeSpan?)
    /// A value.
    case value(ValueTemplate)
}
