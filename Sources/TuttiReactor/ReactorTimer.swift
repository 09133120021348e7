internal import Synchronization
internal import TuttiResilience

/// One action that is due at a moment, run at most once.
///
/// `@unchecked Sendable`: `heapIndex` and `sequence` are touched by the reactor's thread alone, the rest is immutable or
/// atomic.
package final class ReactorTimer: @unchecked Sendable {
    let due: MonotonicTime
    /// Where the heap keeps it; nil when it's in no heap.
    var heapIndex: Int?
    /// Tells timers apart that are due at the same moment: the one scheduled first fires first.
    var sequence: UInt64 = 0

    private let action: @Sendable () -> Void
    private let onEnd: (@Sendable () -> Void)?
    private let isSpent = Atomic<Bool>(false)

    init(due: MonotonicTime, action: @escaping @Sendable () -> Void, onEnd: (@Sendable () -> Void)? = nil) {
        self.due = due
        self.action = action
        self.onEnd = onEnd
    }

    /// Takes the action out of play; true for the one caller that was first, to fire or to cancel.
    func claim() -> Bool {
        !isSpent.exchange(true, ordering: .acquiringAndReleasing)
    }

    /// Runs the action unless it was cancelled.
    func fire() {
        if claim() { action() }
    }

    /// The reactor has ended; called on its thread, or, when it had ended before, on the one that asked for the timer.
    func reactorEnded() {
        guard let onEnd else { return fireElsewhere() }
        if claim() { onEnd() }
    }

    func isBefore(_ other: ReactorTimer) -> Bool {
        due == other.due ? sequence < other.sequence : due < other.due
    }

    /// Fires at its time without the reactor, which has ended.
    private func fireElsewhere() {
        Task.detached { [self] in
            let left = (due - SystemClock.now).nanoseconds
            if left > 0 { try? await Task.sleep(nanoseconds: UInt64(left)) }
            fire()
        }
    }
}
