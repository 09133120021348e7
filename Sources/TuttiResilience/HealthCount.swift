/// Decides by the checks of one instance whether it is healthy.
///
/// The first check decides at once, either way: there is nothing older to set against it. Until then the instance is taken for healthy.
/// (HAProxy, too, takes a new server for up, and one failed check is enough to take it down. Envoy takes a new one for failed, and one good
/// check is enough to bring it up.) From then on, `fall` checks that fail in a row make it unhealthy, and `rise` that succeed in a row make
/// it healthy. With `fall` 3 and `rise` 2:
///
/// | checks (`+` good, `-` failed) | healthy |
/// |---|---|
/// | none | taken for it |
/// | `-` | no |
/// | `+ - -` | yes |
/// | `+ - - + - -` | yes |
/// | `+ - - -` | no |
/// | `+ - - - +` | no |
/// | `+ - - - + +` | yes |
package struct HealthCount: Sendable, BitwiseCopyable {
    /// What the checks have shown.
    package enum State: Sendable, Hashable, BitwiseCopyable {
        /// No check has ended. Can transition to: healthy, unhealthy.
        case unknown
        /// Can transition to: unhealthy.
        case healthy
        /// Can transition to: healthy.
        case unhealthy
    }

    /// What the checks have shown so far.
    package private(set) var state = State.unknown

    private let fall: Int
    private let rise: Int
    /// The checks in a row that speak against ``state``.
    private var against = 0

    /// A count without checks; `fall` and `rise` are at least 1.
    package init(fall: Int, rise: Int) {
        self.fall = max(fall, 1)
        self.rise = max(rise, 1)
    }

    /// A check has ended; returns whether the state is another one now.
    package mutating func checkEnded(succeeded: Bool) -> Bool {
        let shown = succeeded ? State.healthy : .unhealthy
        guard shown != state else {
            against = 0
            return false
        }
        against += 1
        let needed =
            switch state {
            case .unknown: 1
            case .healthy: fall
            case .unhealthy: rise
            }
        guard against >= needed else { return false }
        state = shown
        against = 0
        return true
    }
}
