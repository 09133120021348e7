internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Makes an attempt, and a second one beside it when it is slow; the first good response counts, and the other attempt is given up.
///
/// (Dean and Barroso, "The Tail at Scale", Communications of the ACM 56, 2013: hedged requests.)
struct HedgeExecutor: Sendable {
    let oneShot: OneShotExecutor
    /// How long the first has before the second begins.
    let delay: TimeSpan

    /// Which of the two ended, and how.
    private enum Contender: Sendable {
        case first(RequestEnd)
        case second(RequestEnd)
        /// The second was not made: the budget was spent, there was no permit, or the first had ended.
        case secondNotMade
    }

    /// Whether the second attempt has begun.
    private final class Progress: Sendable {
        let hasSecondBegun = Atomic<Bool>(false)
    }

    nonisolated(nonsending) func run(over transport: some UpstreamRuntime) async -> RequestEnd {
        let (call, service, client) = (oneShot.request.call, oneShot.request.service, oneShot.request.session.client)
        let progress = Progress()
        let began = transport.now
        return await withTaskGroup(of: Contender.self) { group in
            group.addImmediateTask { .first(await oneShot.run(oneShot.attempt, over: transport)) }
            group.addImmediateTask {
                // Where calls queue already, a hedge would take the permit of one of them.
                guard await transport.sleep(until: transport.now + delay), service.gate.hasPermit,
                    service.extraAttempts.withdraw(.hedge)
                else { return .secondNotMade }
                let now = transport.now
                let acquisition = service.gate.acquire(from: client, now: now, mayWait: false)
                guard case .decided(let decision) = acquisition, case .acquired = decision else {
                    service.extraAttempts.giveBack(.hedge)
                    return .secondNotMade
                }
                progress.hasSecondBegun.store(true, ordering: .relaxed)
                var attempt = oneShot.attempt
                let action = attempt.decided(decision, among: service.balancer.set, now: now)
                return .second(await oneShot.run(attempt, from: action, over: transport))
            }
            var failed: RequestEnd?
            while let contender = await group.next() {
                switch contender {
                case .secondNotMade:
                    continue
                case .first(let end), .second(let end):
                    let others = progress.hasSecondBegun.load(ordering: .relaxed)
                    // A failure is final only when nothing else is in flight.
                    guard isGood(end) || failed != nil || !others else {
                        failed = end
                        continue
                    }
                    group.cancelAll()
                    // The first would have taken longer still: left out, slow responses would seem rarer than they are.
                    if case .second = contender, failed == nil { call.observe(latency: transport.now - began) }
                    var best = isGood(end) ? end : better(failed, end)
                    // The one that is given up was made, too.
                    best.attempts = end.attempts + (failed?.attempts ?? (others ? 1 : 0))
                    best.mayBeDoneBefore = failed.map { $0.mayBeDone || end.mayBeDone } ?? others
                    return best
                }
            }
            return failed ?? RequestEnd(result: .refused(.failed(.canceled, "given up")), attempts: 0)
        }
    }

    /// Whether there is no point in waiting for the other one.
    private func isGood(_ end: RequestEnd) -> Bool {
        let call = oneShot.request.call
        guard let status = end.response?.status else { return false }
        if call.accepts(status) { return true }
        // Of two requests that change something the later one finds it done: that is not what came of them.
        guard call.isSafe, status < 500, !CallEnd.isRefusalForNow(status) else { return false }
        return call.retry?.statuses.contains { $0.contains(status) } != true
    }

    /// Of two failures the one that says more: what the gate refuses says less than what a service did.
    private func better(_ one: RequestEnd?, _ other: RequestEnd) -> RequestEnd {
        guard let one else { return other }
        if case .refused = other.result { return one }
        return other
    }
}
