import SeededRandom
import Testing
import TuttiResilience

/// The limiter does what an array of waiters does, for random arrivals, ends and waiters that give up.
struct ConcurrencyLimiterModelTests {
    private typealias WaiterID = ConcurrencyLimiter.WaiterID

    /// The limiter's rules in their most naive form.
    private struct Reference {
        var atOnce: Int
        var waiting: Int
        var running = 0
        var queue: [WaiterID] = []

        mutating func release() -> WaiterID? {
            running -= 1
            guard !queue.isEmpty else { return nil }
            running += 1
            return queue.removeFirst()
        }
    }

    /// What became of every call that ever arrived.
    private struct Tally {
        var arrived = 0
        var started = 0
        var rejected = 0
        var abandoned = 0
        var tooLate = 0
    }

    @Test(arguments: UInt64(1)...8)
    func doesWhatTheReferenceDoes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let policy = LimiterPolicy(
            atOnce: Int.random(in: 1...20, using: &random), waiting: Int.random(in: 1...40, using: &random))
        var limiter = ConcurrencyLimiter(policy: policy)
        var reference = Reference(atOnce: policy.atOnce, waiting: policy.waiting)
        var startedWaiters: [WaiterID] = []
        var tally = Tally()
        var arriving = 40

        for step in 0..<20_000 {
            if step.isMultiple(of: 250) { arriving = [10, 30, 50, 80].randomElement(using: &random) ?? 50 }
            if random.chance(arriving) {
                tally.arrived += 1
                try acquire(&limiter, &reference, &tally)
            } else if random.chance(70), reference.running > 0 {
                let next = reference.release()
                try #require(limiter.release() == next)
                if let next {
                    tally.started += 1
                    startedWaiters.append(next)
                }
            } else if random.chance(90), let index = reference.queue.indices.randomElement(using: &random) {
                try #require(limiter.abandon(reference.queue.remove(at: index)) == true)
                tally.abandoned += 1
            } else if let started = startedWaiters.popLast() {
                try #require(limiter.abandon(started) == false)
                tally.tooLate += 1
            }
            try #require(limiter.running == reference.running && limiter.queued == reference.queue.count)
            try #require(limiter.running <= policy.atOnce && limiter.queued <= policy.waiting)
            try #require(limiter.queued == 0 || limiter.running == policy.atOnce)
        }

        // Nobody is lost: everyone who still waits gets a turn.
        while reference.running > 0 {
            let next = reference.release()
            try #require(limiter.release() == next)
            if next != nil { tally.started += 1 }
        }
        #expect(limiter.running == 0)
        #expect(limiter.queued == 0)
        #expect(tally.arrived == tally.started + tally.rejected + tally.abandoned)
        #expect(min(tally.started, tally.rejected, tally.abandoned, tally.tooLate) >= 20, "\(tally)")
    }

    private func acquire(
        _ limiter: inout ConcurrencyLimiter, _ reference: inout Reference, _ tally: inout Tally
    ) throws {
        let acquisition = limiter.acquire()
        if reference.running < reference.atOnce {
            try #require(acquisition == .acquired)
            reference.running += 1
            tally.started += 1
        } else if reference.queue.count < reference.waiting {
            guard case .queued(let id) = acquisition else {
                Issue.record("\(acquisition), expected to wait")
                return
            }
            try #require(!reference.queue.contains(id))
            reference.queue.append(id)
        } else {
            try #require(acquisition == .rejected)
            tally.rejected += 1
        }
    }
}
