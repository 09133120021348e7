package import TuttiResilience

/// When a second attempt is made beside a first one that is slow: the `hedge` of a service or a call.
package enum HedgePolicy: Sendable, Hashable {
    /// After so long.
    case after(TimeSpan)
    /// After the time within which so many percent of the call's responses came lately, 50 to 99.
    case percentile(Int)
}
