package import TuttiResilience

/// One of the values of `otherwise`, which are tried in order.
package enum Fallback: Sendable, Equatable {
    /// The last good response to the same request, if it is at most so old; any age without a bound.
    case stale(atMost: TimeSpan?)
    /// A value.
    case value(ValueTemplate)
}
