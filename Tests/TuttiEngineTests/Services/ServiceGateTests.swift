import Testing
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

@testable import TuttiEngine

struct ServiceGateTests {
    private static func gate(atOnce: Int, waiting: Int, minimumCalls: Int = 2) -> ServiceGate {
        ServiceGate(
            ServicePlan(
                name: "users",
                instances: [ServiceInstance(host: "users", port: 80)], balance: .roundRobin, timeout: .seconds(1),
                connectTimeout: .milliseconds(100), maximumResponse: 1 << 20,
                concurrency: LimiterPolicy(atOnce: atOnce, waiting: waiting),
                breaker: BreakerPolicy(
                    failureRatio: 0.5, window: .seconds(10), minimumCalls: minimumCalls, openFor: .seconds(5), probes: 1
                ), retryBudget: 0.2, propagated: .all))
    }

    private static let transport = VirtualTransport { _ in .never }

    private static func label(_ decision: ServiceGate.Decision) -> String {
        switch decision {
        case .acquired: "acquired"
        case .breakerOpen(let retryAfter): "breaker open for \(retryAfter.milliseconds) ms"
        case .overloaded: "overloaded"
        case .late: "late"
        case .canceled: "canceled"
        }
    }

    /// Two calls at a gate with one permit: the decision about the second one, and when it came (milliseconds).
    private static func second(
        _ gate: ServiceGate, firstEndsAfter: TimeSpan, secondDeadline: TimeSpan,
        firstResult: CircuitBreaker.CallResult = .succeeded
    ) -> (decision: String, at: Int64)? {
        let transport = VirtualTransport { _ in .never }
        return transport.run {
            guard case .acquired(let ticket) = await gate.decision(deadline: .distantFuture, by: transport)
            else {
                return ("first was refused", 0)
            }
            _ = transport.schedule(at: transport.now + firstEndsAfter) {
                gate.release(ticket, firstResult, from: ClientGroup(number: 0), now: transport.now)
            }
            let decision = await gate.decision(deadline: transport.now + secondDeadline, by: transport)
            return (label(decision), (transport.now - .zero).milliseconds)
        }
    }

    @Test func aWaitingCallGetsThePermitOfTheOneThatEnds() throws {
        let result = try #require(
            Self.second(
                Self.gate(atOnce: 1, waiting: 1), firstEndsAfter: .milliseconds(30), secondDeadline: .seconds(1)))
        #expect(result == ("acquired", 30))
    }

    @Test func aWaitingCallIsLateAtItsDeadline() throws {
        let result = try #require(
            Self.second(
                Self.gate(atOnce: 1, waiting: 1), firstEndsAfter: .seconds(5), secondDeadline: .milliseconds(40)))
        #expect(result == ("late", 40))
    }

    @Test func aCallBeyondTheQueueIsOverloadedAtOnce() throws {
        let result = try #require(
            Self.second(
                Self.gate(atOnce: 1, waiting: 0), firstEndsAfter: .seconds(5), secondDeadline: .seconds(1)))
        #expect(result == ("overloaded", 0))
    }

    @Test func aCallThatWaitedFindsTheBreakerThatOpenedMeanwhile() throws {
        let result = try #require(
            Self.second(
                Self.gate(atOnce: 1, waiting: 1, minimumCalls: 1), firstEndsAfter: .milliseconds(30),
                secondDeadline: .seconds(1), firstResult: .unreachable))
        #expect(result == ("breaker open for 5000 ms", 30))
    }

    @Test func aCancelledWaiterLeavesTheQueue() throws {
        let gate = Self.gate(atOnce: 1, waiting: 1)
        let transport = VirtualTransport { _ in .never }
        let decisions = transport.run {
            _ = await gate.decision(deadline: .distantFuture, by: transport)
            let waiter = Task(executorPreference: transport) {
                Self.label(await gate.decision(deadline: .distantFuture, by: transport))
            }
            await Task.yield()
            let queued = gate.snapshot(name: "").queued
            waiter.cancel()
            return ["\(queued)", await waiter.value, "\(gate.snapshot(name: "").queued)"]
        }
        #expect(decisions == ["1", "canceled", "0"])
    }

    @Test func noPermitIsLostWhenWaitersComeGoAndAreCancelledOnManyThreads() async {
        let gate = Self.gate(atOnce: 3, waiting: 1000, minimumCalls: .max)
        let clock = RealTime()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let task = Task {
                        let deadline = number % 5 == 0 ? clock.now + .milliseconds(1) : MonotonicTime.distantFuture
                        guard case .acquired(let ticket) = await gate.decision(deadline: deadline, by: clock)
                        else {
                            return
                        }
                        await Task.yield()
                        gate.release(ticket, .succeeded, from: ClientGroup(number: 0), now: clock.now)
                    }
                    if number % 3 == 0 { task.cancel() }
                    await task.value
                }
            }
        }
        let state = gate.snapshot(name: "users")
        #expect(state.running == 0)
        #expect(state.queued == 0)
    }
}

/// Real time, and timers on a task each: for the test of many threads only.
private struct RealTime: UpstreamClock, UpstreamTimers {
    var now: MonotonicTime { SystemClock.now }

    var jitter: Double { 0 }

    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        guard time != .distantFuture else { return UpstreamTimer {} }
        let task = Task {
            try? await Task.sleep(for: .nanoseconds(max(0, (time - now).nanoseconds)))
            if !Task.isCancelled { action() }
        }
        return UpstreamTimer { task.cancel() }
    }
}

extension ServiceGate {
    /// Asks for a permit and waits if it must, as a call does.
    fileprivate func decision(deadline: MonotonicTime, by clock: some UpstreamClock & UpstreamTimers) async -> Decision
    {
        switch acquire(from: ClientGroup(number: 0), now: clock.now) {
        case .decided(let decision): decision
        case .queued(let id): await wait(as: id, from: ClientGroup(number: 0), deadline: deadline, by: clock)
        }
    }
}
