import Testing
import TuttiResilience

struct ConcurrencyLimiterTests {
    private func limiter(_ atOnce: Int, _ waiting: Int) -> ConcurrencyLimiter {
        ConcurrencyLimiter(policy: LimiterPolicy(atOnce: atOnce, waiting: waiting))
    }

    private func waiters(_ count: Int, in limiter: inout ConcurrencyLimiter) throws -> [ConcurrencyLimiter.WaiterID] {
        try (0..<count).map { _ in
            guard case .queued(let id) = limiter.acquire() else { throw DidNotWait() }
            return id
        }
    }

    private struct DidNotWait: Error {}

    @Test(arguments: [(0, -1, 1, 0), (Int.min, Int.min, 1, 0), (5, 0, 5, 0), (Int.max, Int.max, Int.max, Int.max)])
    func policyIsBroughtIntoRange(atOnce: Int, waiting: Int, usedAtOnce: Int, usedWaiting: Int) {
        let policy = LimiterPolicy(atOnce: atOnce, waiting: waiting)
        #expect(policy.atOnce == usedAtOnce)
        #expect(policy.waiting == usedWaiting)
    }

    @Test(arguments: [(1, 0), (1, 1), (2, 0), (3, 2), (128, 64)])
    func startsThenQueuesThenRejects(atOnce: Int, waiting: Int) throws {
        var limiter = limiter(atOnce, waiting)
        for _ in 0..<atOnce { #expect(limiter.acquire() == .acquired) }
        _ = try waiters(waiting, in: &limiter)
        #expect(limiter.acquire() == .rejected)
        #expect(limiter.running == atOnce)
        #expect(limiter.queued == waiting)
    }

    @Test func waitersGetPermitsInTheOrderOfTheirArrival() throws {
        var limiter = limiter(2, 10)
        _ = (limiter.acquire(), limiter.acquire())
        let ids = try waiters(5, in: &limiter)
        #expect(Set(ids).count == 5)
        #expect((0..<5).map { _ in limiter.release() } == ids)
        #expect(limiter.running == 2)
        #expect(limiter.queued == 0)
    }

    @Test func newcomerDoesNotOvertakeTheQueue() throws {
        var limiter = limiter(1, 10)
        _ = limiter.acquire()
        let first = try waiters(1, in: &limiter)[0]
        #expect(limiter.release() == first)
        let second = try waiters(1, in: &limiter)[0]
        #expect(limiter.release() == second)
    }

    @Test func abandonedWaiterIsPassedOver() throws {
        var limiter = limiter(1, 4)
        _ = limiter.acquire()
        let ids = try waiters(4, in: &limiter)
        #expect(limiter.acquire() == .rejected)
        #expect(limiter.abandon(ids[0]) == true)
        #expect(limiter.abandon(ids[2]) == true)
        #expect(limiter.queued == 2)
        let late = try waiters(2, in: &limiter)
        #expect(limiter.acquire() == .rejected)
        #expect((0..<5).map { _ in limiter.release() } == [ids[1], ids[3], late[0], late[1], nil])
        #expect(limiter.running == 0)
    }

    @Test func waiterThatWasStartedCannotAbandonAndMustRelease() throws {
        var limiter = limiter(1, 2)
        _ = limiter.acquire()
        let ids = try waiters(2, in: &limiter)
        #expect(limiter.release() == ids[0])
        #expect(limiter.abandon(ids[0]) == false)
        #expect(limiter.running == 1)
        #expect(limiter.release() == ids[1])
    }

    @Test func waiterOfAReusedSlotIsNotTakenForTheEarlierOne() throws {
        var limiter = limiter(1, 1)
        _ = limiter.acquire()
        let earlier = try waiters(1, in: &limiter)[0]
        #expect(limiter.abandon(earlier) == true)
        let present = try waiters(1, in: &limiter)[0]
        #expect(limiter.abandon(earlier) == false)
        #expect(limiter.queued == 1)
        #expect(limiter.release() == present)
    }

    @Test func oneReleaseTooManyLendsOutNothing() {
        var limiter = limiter(1, 1)
        #expect(limiter.release() == nil)
        #expect(limiter.running == 0)
        #expect(limiter.acquire() == .acquired)
        #expect(limiter.acquire() != .acquired)
    }
}
