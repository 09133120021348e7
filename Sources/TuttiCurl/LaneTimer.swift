internal import Synchronization
internal import TuttiResilience

/// One action that is due at a moment, run at most once.
///
/// `@unchecked Sendable`: `heapIndex` and `sequence` are touched by the lane's thread alone, the rest is immutable or
/// atomic.
final class LaneTimer: @unchecked Sendable {
    let due: MonotonicTime
    /// Where the heap keeps it; nil when it's in no heap.
    var heapIndex: Int?
    /// Tells timers apart that are due at the same moment: the one scheduled first fires first.
    var sequence: UInt64 = 0

    private let action: @Sendable () -> Void
    private let isSpent = Atomic<Bool>(false)

    init(due: MonotonicTime, action: @escaping @Sendable () -> Void) {
        self.due = due
        self.action = action
    }

    /// Takes the action out of play; true for the one caller that was first, to fire or to cancel.
    func claim() -> Bool {
        !isSpent.exchange(true, ordering: .acquiringAndReleasing)
    }

    /// Runs the action unless it was cancelled.
    func fire() {
        if claim() { action() }
    }

    func isBefore(_ other: LaneTimer) -> Bool {
        due == other.due ? sequence < other.sequence : due < other.due
    }
}
