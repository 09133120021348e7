internal import Synchronization
internal import TuttiResilience
internal import TuttiUpstream

/// Puts what checks have found into the set of a service's instances: at once, but not more often than every ``pause``.
///
/// A new set is as much work as the service has instances, and the checks of a thousand newcomers end within moments. The first finding after
/// a pause counts at once; those that come during it count together at its end.
final class CheckFindings: Sendable {
    /// How long after one set the next one is made.
    static let pause = TimeSpan.milliseconds(10)

    private struct State {
        /// What has been found since the last set, in order.
        var changes: [InstanceChange] = []
        var nextSet = MonotonicTime.zero
        var timer: UpstreamTimer?
        var isStopped = false
    }

    private let balancer: LoadBalancer
    private let timers: any UpstreamClock & UpstreamTimers
    private let state = Mutex(State())

    /// Nothing has been found yet.
    init(for balancer: LoadBalancer, by timers: any UpstreamClock & UpstreamTimers) {
        self.balancer = balancer
        self.timers = timers
    }

    /// A check has found something.
    func note(_ changes: [InstanceChange]) {
        let now = timers.now
        let (due, next) = state.withLock { state -> ([InstanceChange], MonotonicTime?) in
            state.changes += changes
            if now >= state.nextSet || state.isStopped { return (Self.take(&state, now), nil) }
            return ([], state.timer == nil ? state.nextSet : nil)
        }
        if let next { schedule(at: next) }
        balancer.note(due)
    }

    /// What has been found counts at once, from now on.
    func stop() {
        let now = timers.now
        let due = state.withLock { state in
            state.isStopped = true
            return Self.take(&state, now)
        }
        balancer.note(due)
    }

    private func schedule(at time: MonotonicTime) {
        let timer = timers.schedule(at: time) { [weak self] in self?.timeIsUp() }
        let isNeeded = state.withLock { state in
            guard state.timer == nil, !state.changes.isEmpty else { return false }
            state.timer = timer
            return true
        }
        // It has come, or another one was faster.
        if !isNeeded { timer.cancel() }
    }

    private func timeIsUp() {
        let now = timers.now
        balancer.note(state.withLock { Self.take(&$0, now) })
    }

    private static func take(_ state: inout State, _ now: MonotonicTime) -> [InstanceChange] {
        state.timer?.cancel()
        state.timer = nil
        state.nextSet = now + pause
        defer { state.changes = [] }
        return state.changes
    }
}
