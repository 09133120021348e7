/// Bounds the calls that a service gets at once; further calls queue in the order in which they came.
///
/// A call needs a permit to run. The limiter is a value without a lock or a task: its owner guards it, and resumes the waiter that
/// ``release()`` names. Every operation costs O(1), and the memory is bounded by the most waiters there ever were at once, however
/// many give up. A permit that is released passes straight to the first waiter, so no newcomer can overtake the queue.
package struct ConcurrencyLimiter: Sendable {
    /// Names one waiter; no two waiters ever have the same.
    package struct WaiterID: Sendable, Hashable {
        let slot: Int
        let turn: UInt64
    }

    /// What a call gets that asks for a permit.
    package enum Acquisition: Sendable, Hashable {
        /// It has a permit, and owes a ``release()`` when it has ended.
        case acquired

        /// It waits until a ``release()`` returns this ID, or gives up with ``abandon(_:)``.
        case queued(WaiterID)

        /// The queue is full: the call fails as `overloaded`.
        case rejected
    }

    /// The policy given at the start.
    package let policy: LimiterPolicy

    /// The permits that there are: `atOnce` of the policy, or fewer where their number adapts.
    package private(set) var permits: Int

    /// The permits in use; fewer than there are only while the queue is empty, and more only just after there have become fewer.
    package private(set) var running = 0

    /// The calls that wait.
    package var queued: Int { queue.count }

    /// Whether a call would get a permit at once.
    package var hasPermit: Bool { running < permits }

    private var queue = WaiterQueue()
    private var round = Round()

    /// What the service has shown since the number of permits was last looked at: for as many calls as there are permits.
    private struct Round {
        var ended = 0
        var wasBusy = false
        /// Whether the calls that end now began before there were fewer permits: what they show is known already.
        var isAfterDecrease = false
    }

    /// What the end of a call shows of the service's load.
    package enum LoadSign: Sendable, Hashable {
        /// It was answered.
        case answered
        /// The service gave no response in time, or said that it has too much to do (503, 429).
        case overloaded
    }

    /// A limiter that nobody uses yet.
    package init(policy: LimiterPolicy) {
        self.policy = policy
        permits = policy.atOnce
    }

    /// Asks for a permit for a call.
    package mutating func acquire() -> Acquisition {
        if running < permits {
            running += 1
            return .acquired
        }
        guard queue.count < policy.waiting else { return .rejected }
        return .queued(queue.append())
    }

    /// Gives a permit back, and returns the waiter that has it from now on.
    ///
    /// That waiter owes a `release()` of its own, whether or not it still wants to run.
    package mutating func release() -> WaiterID? {
        guard running > 0 else { return nil }  // one release too many must not create a permit
        if running <= permits, let next = queue.popFirst() { return next }
        running -= 1
        return nil
    }

    /// Changes the number of permits by what a call has shown (AIMD: additive increase, multiplicative decrease).
    ///
    /// A sign of overload takes a tenth of them, once for the calls that were under way then. In each further round of as many calls as there
    /// are permits, there is one more, if more than half of them were in use at once: else nothing shows that the service could do more.
    ///
    /// - Returns: the waiter that has the new permit from now on, if there is a new one.
    package mutating func callEnded(_ sign: LoadSign) -> WaiterID? {
        guard let atLeast = policy.atLeast else { return nil }
        round.ended += 1
        round.wasBusy = round.wasBusy || running > permits / 2
        if sign == .overloaded, !round.isAfterDecrease {
            permits = max(atLeast, permits - max(1, permits / 10))
            round = Round(isAfterDecrease: true)
            return nil
        }
        guard round.ended >= permits else { return nil }
        let grows = sign == .answered && round.wasBusy && !round.isAfterDecrease && permits < policy.atOnce
        round = Round()
        guard grows else { return nil }
        permits += 1
        guard running < permits, let next = queue.popFirst() else { return nil }
        running += 1
        return next
    }

    /// Takes a waiter out of the queue: its deadline passed, or it was cancelled.
    ///
    /// - Returns: False when the waiter has been given a permit already: then it must ``release()`` that.
    package mutating func abandon(_ id: WaiterID) -> Bool {
        queue.remove(id)
    }
}
