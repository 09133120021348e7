import Synchronization
import TuttiResilience
import TuttiUpstream

/// A lane whose turn ends when a test says so.
final class TurnLane: UpstreamLane {
    private let actions = Mutex<[@Sendable () -> Void]>([])
    private let hasTurns: Bool

    /// Without turns it is as if it were asked from another thread.
    init(hasTurns: Bool = true) {
        self.hasTurns = hasTurns
    }

    let now = MonotonicTime.zero
    let jitter = 0.0
    let statistics = UpstreamStatistics()

    /// Runs what was left for the end of the turn.
    func endTurn() {
        let due = actions.withLock { actions in
            defer { actions = [] }
            return actions
        }
        for action in due { action() }
    }

    func atEndOfTurn(_ action: @escaping @Sendable () -> Void) -> Bool {
        if hasTurns { actions.withLock { $0.append(action) } }
        return hasTurns
    }

    func send(_ request: UpstreamRequest) async -> UpstreamResult {
        .failure(UpstreamFailure(.connect, "there are no services here"))
    }

    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        UpstreamTimer {}
    }

    func enqueue(_ job: consuming ExecutorJob) {
        globalConcurrentExecutor.enqueue(job)
    }
}
