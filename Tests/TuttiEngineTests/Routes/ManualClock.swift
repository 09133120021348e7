import Synchronization
import TuttiResilience
import TuttiUpstream

/// A clock that a test sets.
final class ManualClock: UpstreamClock {
    private let time = Mutex(MonotonicTime.zero + .seconds(100))

    var now: MonotonicTime { time.withLock { $0 } }
    /// The jitter of pauses: all of them have their full length.
    var jitter: Double { 1 }

    /// Lets time pass.
    func pass(_ span: TimeSpan) {
        time.withLock { $0 = $0 + span }
    }
}
