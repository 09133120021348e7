/// Bounds the calls that a service gets at once; the others queue in the order in which they came.
///
/// A value without a lock or a task: its owner guards it and wakes the waiter it is told to wake. Every event costs
/// O(1), and the memory is bounded by the most waiters there ever were at once, however many give up. A waiter is
/// handed the place of a call that ended, so no newcomer can overtake the queue.
package struct ConcurrencyLimiter: Sendable {
    /// One waiter, never the same twice.
    package struct WaiterID: Sendable, Hashable {
        let slot: Int
        let turn: UInt64
    }

    /// The response to a call that wants to start.
    package enum Arrival: Sendable, Hashable {
        /// There is a place: the call may start, and owes a ``leave()`` when it has ended.
        case start

        /// The call waits until a ``leave()`` returns this, or gives up with ``abandon(_:)``.
        case wait(WaiterID)

        /// The queue is full: the call fails as `overloaded`.
        case reject
    }

    /// The policy given at the start.
    package let policy: LimiterPolicy

    /// The calls that hold a place; below `atOnce` only while the queue is empty.
    package private(set) var running = 0

    /// The calls that wait.
    package var queued: Int { queue.count }

    /// Whether a call could start at once.
    package var hasPlace: Bool { running < policy.atOnce }

    private var queue = WaiterQueue()

    /// A limiter that nobody uses yet.
    package init(policy: LimiterPolicy) {
        self.policy = policy
    }

    /// A call wants to start.
    package mutating func arrive() -> Arrival {
        if running < policy.atOnce {
            running += 1
            return .start
        }
        guard queue.count < policy.waiting else { return .reject }
        return .wait(queue.append())
    }

    /// A running call ended; returns the waiter that may start now.
    ///
    /// The waiter holds the place from this moment on and owes a `leave()` of its own, whether or not it still wants
    /// to start.
    package mutating func leave() -> WaiterID? {
        guard running > 0 else { return nil }  // one leave too many must not lend out a place that isn't there
        if let next = queue.popFirst() { return next }
        running -= 1
        return nil
    }

    /// The waiter gave up: its deadline passed, or it was cancelled.
    ///
    /// - Returns: False when it had been given a place already: then the caller must ``leave()``.
    package mutating func abandon(_ id: WaiterID) -> Bool {
        queue.remove(id)
    }
}
