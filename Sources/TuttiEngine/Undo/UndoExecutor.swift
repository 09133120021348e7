internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Takes calls back, one after the other.
///
/// An undo has a time and attempts of its own: neither the deadline of the endpoint nor the budget for retries ends it. What the gate of
/// the service refuses is tried again as well.
struct UndoExecutor: Sendable {
    /// What came of one step.
    struct Result: Sendable {
        let step: UndoStep
        let end: UndoEnd
        var attempts = 0
        /// The status of the last response.
        var status: Int?
        /// Why it is not undone.
        var message: String?
    }

    let steps: [UndoStep]

    /// Makes all of them, whatever comes of each; `onEnd` is told of each as soon as it has ended.
    nonisolated(nonsending) func run(
        over transport: some UpstreamRuntime, onEnd: (Result) -> Void
    ) async -> [Result] {
        var results: [Result] = []
        for step in steps {
            let result = await run(step, over: transport)
            onEnd(result)
            results.append(result)
        }
        return results
    }

    private nonisolated(nonsending) func run(
        _ step: UndoStep, over transport: some UpstreamRuntime
    ) async -> Result {
        guard case .request(var content) = step.work else {
            if case .impossible(let why) = step.work { return Result(step: step, end: .failed, message: why) }
            return Result(step: step, end: .failed)
        }
        let (call, retry) = (step.undo.call, step.undo.plan.retry)
        let deadline = transport.now + call.plan.timeout
        let used = step.service.mayHaveSeveral ? UsedInstances() : nil
        var result = Result(step: step, end: .failed)
        for attempt in 1...max(retry.attempts, 1) {
            content.deadline = retry.attemptTimeout.map { min(deadline, transport.now + $0) } ?? deadline
            let request = CallRequest(call: call, service: step.service, content: content, session: step.session)
            let end = await RetryExecutor(request, used: used).once(over: transport)
            result.attempts += end.attempts
            result.status = end.status
            if let status = end.status, call.accepts(status) {
                return Result(step: step, end: .undone, attempts: result.attempts, status: status)
            }
            result.message = Self.message(of: end)
            guard attempt < retry.attempts, Self.mayMend(end, retry) else { break }
            let pause = retry.backoff.delay(after: attempt, fraction: transport.jitter)
            guard transport.now + pause < deadline, await transport.sleep(until: transport.now + pause) else { break }
        }
        return result
    }

    /// Whether another attempt may do better.
    private static func mayMend(_ end: RequestEnd, _ retry: RetryPolicy) -> Bool {
        switch end.result {
        // The breaker may close, a permit may be free, the token may be there.
        case .refused: true
        case .exchanged(.failure(let failure)): retry.reasons.contains(FailureReason(failure.reason))
        // With 401, another token may have been asked for that did not come within this attempt.
        case .exchanged(.response(let response)):
            end.tokenNumber != 0 && response.status == 401
                || retry.statuses.contains { $0.contains(response.status) }
        }
    }

    private static func message(of end: RequestEnd) -> String {
        switch end.result {
        case .refused(let end):
            if case .failed(let reason, let message) = end.verdict {
                "\(reason.rawValue): \(message)"
            } else {
                "refused"
            }
        case .exchanged(.failure(let failure)): "\(failure.reason.rawValue): \(failure.message)"
        case .exchanged(.response(let response)): "status \(response.status)"
        }
    }
}
