internal import Synchronization
internal import TuttiResilience

/// Bounds how many permits of a service one client holds by requests that it is still sending: half of them.
///
/// Whoever sends slowly keeps a permit for as long as `body-rate` lets it. Without a bound, one client that begins anew each time shuts
/// everybody else out. What comes beyond a client's share waits for one of its own requests to be complete, and takes no place in the
/// queue for permits meanwhile. Requests without a body, and those that are here as a whole, never come here.
///
/// A client is what ``ClientGroup`` takes for one. Shared by all workers; the lock is held for a few instructions.
final class UploadShares: Sendable {
    /// Whoever waits for a part of its client's share is called on any thread, once it has that.
    typealias Waiter = @Sendable () -> Void

    private struct Share {
        var limiter: ConcurrencyLimiter
        var waiters: [ConcurrencyLimiter.WaiterID: Waiter] = [:]
    }

    /// What one client gets: never less in all, waiting included, than the service's permits and queue would hold.
    private let policy: LimiterPolicy
    private let shares = Mutex<[ClientGroup: Share]>([:])

    /// The shares of a service with such a `concurrency`.
    init(_ policy: LimiterPolicy) {
        self.policy = LimiterPolicy(
            atOnce: policy.atOnce - policy.atOnce / 2,
            waiting: policy.atOnce + min(policy.waiting, .max - policy.atOnce))
    }

    /// How many requests wait.
    var waiting: Int { shares.withLock { $0.values.reduce(0) { $0 + $1.limiter.queued } } }

    /// Asks for a part of a client's share, which has to be given back by ``release(of:)`` where it is there.
    func acquire(of client: ClientGroup, waiter: @escaping Waiter) -> ConcurrencyLimiter.Acquisition {
        shares.withLock { shares in
            let acquisition = shares[client, default: Share(limiter: ConcurrencyLimiter(policy: policy))].limiter
                .acquire()
            if case .queued(let id) = acquisition { shares[client]?.waiters[id] = waiter }
            return acquisition
        }
    }

    /// Gives a part of a client's share back; it goes on to whoever waits for it.
    func release(of client: ClientGroup) {
        let next: Waiter? = shares.withLock { shares in
            shares[client]?.limiter.release().flatMap { shares[client]?.waiters.removeValue(forKey: $0) }
        }
        next?()
    }

    /// Gives waiting up; false when the waiter has its part already, and was told so.
    func abandon(_ id: ConcurrencyLimiter.WaiterID, of client: ClientGroup) -> Bool {
        shares.withLock { shares in
            guard shares[client]?.limiter.abandon(id) == true else { return false }
            shares[client]?.waiters[id] = nil
            return true
        }
    }
}
