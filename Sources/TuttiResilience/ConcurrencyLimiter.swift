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

    /// The permits in use; fewer than `atOnce` only while the queue is empty.
    package private(set) var running = 0

    /// The calls that wait.
    package var queued: Int { queue.count }

    /// Whether a call would get a permit at once.
    package var hasPermit: Bool { running < policy.atOnce }

    private var queue = WaiterQueue()

    /// A limiter that nobody uses yet.
    package init(policy: LimiterPolicy) {
        self.policy = policy
    }

    /// Asks for a permit for a call.
    package mutating func acquire() -> Acquisition {
        if running < policy.atOnce {
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
        if let next = queue.popFirst() { return next }
        running -= 1
        return nil
    }

    /// Takes a waiter out of the queue: its deadline passed, or it was cancelled.
    ///
    /// - Returns: False when the waiter has been given a permit already: then it must ``release()`` that.
    package mutating func abandon(_ id: WaiterID) -> Bool {
        queue.remove(id)
    }
}
