import SeededRandom
import Testing
import TuttiResilience

/// The breaker does what the naive reference does, step by step, for random policies and random histories.
struct CircuitBreakerModelTests {
    /// How often each interesting thing happened: a run in which one never did proves nothing.
    private struct Seen {
        var opened = 0
        var halfOpened = 0
        var closed = 0
        var rejectedWhileOpen = 0
        var rejectedWhileHalfOpen = 0
        var lateResults = 0
        var ignoredProbes = 0

        var rarest: Int {
            [opened, halfOpened, closed, rejectedWhileOpen, rejectedWhileHalfOpen, lateResults, ignoredProbes].min()
                ?? 0
        }
    }

    private struct Call {
        var ticket: CircuitBreaker.Ticket
        var reference: ReferenceBreaker.Ticket
        var client: Int
    }

    private static let steps = 100_000
    private static let stepsPerPolicy = 2_000

    @Test(arguments: UInt64(1)...8)
    func doesWhatTheReferenceDoes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var seen = Seen()
        for _ in 0..<(Self.steps / Self.stepsPerPolicy) {
            try run(policy: randomPolicy(&random), random: &random, seen: &seen)
        }
        #expect(seen.rarest >= 20, "\(seen)")
    }

    private func run(policy: BreakerPolicy, random: inout SeededGenerator, seen: inout Seen) throws {
        var breaker = CircuitBreaker(policy: policy)
        var reference = ReferenceBreaker(policy: policy)
        var now = MonotonicTime(nanoseconds: Int64.random(in: -1_000_000_000...1_000_000_000_000, using: &random))
        var calls: [Call] = []
        var failing = 50
        let clients = [1, 2, 3, 8, 32].randomElement(using: &random) ?? 1
        let kinds: [CircuitBreaker.CallResult] =
            [[.failed], [.silent], [.unreachable], [.failed, .silent, .unreachable, .failed]]
            .randomElement(using: &random) ?? [.failed]
        for step in 0..<Self.stepsPerPolicy {
            if step.isMultiple(of: 100) { failing = [0, 5, 30, 50, 90, 100].randomElement(using: &random) ?? 50 }
            now = now + randomSpan(breaker, now: now, &random)
            let stateBefore = breaker.state
            if calls.isEmpty || (calls.count < 40 && random.chance(52)) {
                let client = Int.random(in: 0..<clients, using: &random)
                let admission = breaker.admit(from: ClientGroup(number: client), now: now)
                let expected = reference.admit(from: client, now: now)
                switch (admission, expected) {
                case (.admitted(let ticket), .some(let expected)):
                    calls.append(Call(ticket: ticket, reference: expected, client: client))
                    let halfOpens = stateBefore != .closed && breaker.state == .halfOpen(inFlight: 1, succeeded: 0)
                    if case .open = stateBefore {
                        try #require(halfOpens && ticket.transition == .halfOpened)
                        seen.halfOpened += 1
                    } else if ticket.transition != nil {
                        Issue.record("a transition out of nowhere at \(now), \(policy)")
                    }
                case (.rejected(let retryAfter), nil):
                    if case .open(let until) = stateBefore {
                        seen.rejectedWhileOpen += 1
                        try #require(retryAfter == until - now && retryAfter > .zero)
                    } else {
                        seen.rejectedWhileHalfOpen += 1
                        try #require(retryAfter == min(CircuitBreaker.probeWait, policy.openFor))
                    }
                default:
                    Issue.record("\(admission), expected \(String(describing: expected)) at \(now), \(policy)")
                    return
                }
            } else {
                let call = calls.remove(at: Int.random(in: calls.indices, using: &random))
                let client = call.client
                // Some clients ask for nothing but what fails.
                let fails = random.chance(client == 0 ? max(failing, 70) : failing)
                let result: CircuitBreaker.CallResult =
                    random.chance(10) ? .ignored : fails ? kinds.randomElement(using: &random) ?? .failed : .succeeded
                let phaseNumber = reference.phaseNumber
                if call.reference.phaseNumber != phaseNumber { seen.lateResults += 1 }
                if case .halfOpen = stateBefore, result == .ignored { seen.ignoredProbes += 1 }
                let more: [CircuitBreaker.CallResult] =
                    call.ticket.isProbe || random.chance(70) ? [] : [.succeeded, kinds[0], .ignored]
                reference.ended(call.reference, [result] + more, from: client, now: now)
                let transition = end(&breaker, call.ticket, [result] + more, from: client, now: now)
                guard transition == expectedTransition(reference, from: phaseNumber) else {
                    Issue.record("\(String(describing: transition)), expected \(reference.state), \(policy)")
                    return
                }
                if transition == .opened { seen.opened += 1 }
                if transition == .closed { seen.closed += 1 }
            }
            guard breaker.state == reference.state else {
                Issue.record("\(breaker.state), expected \(reference.state) at \(now), \(policy)")
                return
            }
        }
    }

    private func end(
        _ breaker: inout CircuitBreaker, _ ticket: CircuitBreaker.Ticket, _ results: [CircuitBreaker.CallResult],
        from client: Int, now: MonotonicTime
    ) -> CircuitBreaker.Transition? {
        let group = ClientGroup(number: client)
        if results.count == 1 { return breaker.callEnded(ticket, results[0], from: group, now: now) }
        var vote = BreakerVote()
        for result in results { vote.add(result) }
        return breaker.requestEnded(ticket, vote, from: group, now: now)
    }

    private func expectedTransition(_ reference: ReferenceBreaker, from number: Int) -> CircuitBreaker.Transition? {
        guard reference.phaseNumber != number else { return nil }
        return reference.phase == .closed ? .closed : .opened
    }

    private func randomPolicy(_ random: inout SeededGenerator) -> BreakerPolicy {
        let window = [
            1, 7, 10, 11, 99, 1_000_003, 10_000_000_000, Int64.random(in: 1...20_000_000_000, using: &random),
        ].randomElement(using: &random)
        return BreakerPolicy(
            failureRatio: [0, 0.1, 0.3, 0.5, 1, Double.random(in: 0...1, using: &random)].randomElement(using: &random)
                ?? 0.5,
            window: TimeSpan(nanoseconds: window ?? 1),
            minimumCalls: Int.random(in: 1...25, using: &random),
            openFor: TimeSpan(nanoseconds: random.chance(10) ? 0 : Int64.random(in: 1...(window ?? 1), using: &random)),
            probes: Int.random(in: 1...5, using: &random), clients: Int.random(in: 1...3, using: &random))
    }

    /// From nothing to many windows, now and then to the very edge of the open time, and sometimes a little back.
    private func randomSpan(
        _ breaker: CircuitBreaker, now: MonotonicTime, _ random: inout SeededGenerator
    ) -> TimeSpan {
        let window = breaker.policy.window.nanoseconds
        let span: Int64
        switch Int.random(in: 0..<100, using: &random) {
        case ..<40: span = 0
        case ..<75: span = Int64.random(in: 0...(window / 40 + 1), using: &random)
        case ..<85: span = Int64.random(in: 0...(window / 5 + 1), using: &random)
        case ..<88: span = Int64.random(in: 0...window, using: &random)
        case ..<90: span = Int64.random(in: -(window / 4)...0, using: &random)
        case ..<91: span = Int64.random(in: 0...50, using: &random) * window
        default:
            guard case .open(let until) = breaker.state, until > now else { return .zero }
            span = (until - now).nanoseconds - Int64.random(in: 0...1, using: &random)
        }
        return TimeSpan(nanoseconds: span)
    }
}
