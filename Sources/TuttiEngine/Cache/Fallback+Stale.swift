internal import TuttiPlan
internal import TuttiResilience

extension Fallback {
    /// How old a cached response may be that stands in for a failure by `stale`; nil for another one.
    var staleBound: TimeSpan? {
        if case .stale(let bound) = self { bound ?? TimeSpan(nanoseconds: .max) } else { nil }
    }
}
