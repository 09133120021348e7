import Testing
import TuttiResilience

/// A breaker together with a clock that is moved by hand.
struct BreakerBench {
    var breaker: CircuitBreaker
    var now = MonotonicTime.zero + .seconds(1000)

    init(
        failureRatio: Double = 0.5, window: TimeSpan = .seconds(10), minimumCalls: Int = 4,
        openFor: TimeSpan = .seconds(5), probes: Int = 3, clients: Int = 1
    ) {
        breaker = CircuitBreaker(
            policy: BreakerPolicy(
                failureRatio: failureRatio, window: window, minimumCalls: minimumCalls, openFor: openFor,
                probes: probes, clients: clients))
    }

    /// Time passes.
    mutating func pass(_ span: TimeSpan) {
        now = now + span
    }

    /// A call is admitted; fails the test when it isn't.
    mutating func admitted(from client: Int = 0) throws -> CircuitBreaker.Ticket {
        guard case .admitted(let ticket) = breaker.admit(from: ClientGroup(number: client), now: now) else {
            throw Rejected(state: breaker.state)
        }
        return ticket
    }

    /// How long a rejected call is told to wait, nil when it was admitted.
    mutating func rejection(from client: Int = 0) -> TimeSpan? {
        guard case .rejected(let retryAfter) = breaker.admit(from: ClientGroup(number: client), now: now) else {
            return nil
        }
        return retryAfter
    }

    /// A call ends at the present moment.
    mutating func end(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, from client: Int = 0
    ) -> CircuitBreaker.Transition? {
        breaker.callEnded(ticket, result, from: ClientGroup(number: client), now: now)
    }

    /// A call is made and ends within no time.
    @discardableResult
    mutating func call(
        _ result: CircuitBreaker.CallResult, from client: Int = 0
    ) throws -> CircuitBreaker.Transition? {
        let ticket = try admitted(from: client)
        return end(ticket, result, from: client)
    }

    /// Four failures open a breaker of this bench.
    mutating func open() throws {
        for _ in 0..<breaker.policy.minimumCalls { try call(.failed) }
        #expect(breaker.stateName == .open)
    }

    struct Rejected: Error {
        var state: CircuitBreaker.State
    }
}
