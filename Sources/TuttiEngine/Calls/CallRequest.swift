internal import Synchronization
internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// One request of a call, and the ways to its response, in this order: a fresh cached response, the response to the same request
/// that another call of this client has made, attempts, and in the end a stale cached response.
struct CallRequest: Sendable {
    let call: PreparedCall
    let service: Service
    let content: CallContent
    let session: RequestSession

    /// Gets the response and judges it.
    nonisolated(nonsending) func run(scope: Scope, over transport: some UpstreamRuntime) async -> CallEnd {
        guard call.needsKey else {
            return call.judge(await executor.run(over: transport), of: service, scope: scope, in: session).end
        }
        let key = RequestKey(call: call, service: service, content: content)
        let writes = session.writes.load(ordering: .relaxed)
        if let lifetime = call.plan.cache, writes == 0,
            let kept = session.responses.response(to: key, atMost: lifetime, now: transport.now),
            let end = judged(kept, as: key, source: .cached(age: kept.age), scope: scope)
        {
            return end
        }
        let executor = executor
        var requestEnd: RequestEnd
        if let memo = session.memo, call.mayRepeat {
            let shared = RequestMemo.Key(request: key, writes: writes)
            requestEnd = await memo.once(shared, deadline: content.deadline, by: transport) {
                await executor.run(over: transport)
            }
            if requestEnd.attempts == 0 { requestEnd = await executor.goOn(after: requestEnd, over: transport) }
        } else {
            requestEnd = await executor.run(over: transport)
        }
        let (end, response) = call.judge(requestEnd, of: service, scope: scope, in: session)
        if call.cachesResponses {
            if let response, case .succeeded = end.verdict {
                session.responses.keep(
                    CachedResponse(
                        value: response, status: end.status,
                        isFallback: end.status.map { call.plan.accept.values[$0] != nil } ?? false,
                        headers: end.headers, storedAt: transport.now,
                        checkedBy: call.expectation.flatMap { $0.fails ? $0.number : nil }), as: key)
            } else if let stale = staleEnd(key, for: end, scope: scope, now: transport.now) {
                return stale
            }
        }
        return end
    }

    /// The end of a request that is not sent because its time is over: a stale cached response, or that failure.
    func withoutSending(_ end: CallEnd, scope: Scope, now: MonotonicTime) -> CallEnd {
        guard call.staleBound != nil else { return end }
        let key = RequestKey(call: call, service: service, content: content)
        return staleEnd(key, for: end, scope: scope, now: now) ?? end
    }

    private var executor: RetryExecutor {
        RetryExecutor(self, used: service.mayHaveSeveral ? UsedInstances() : nil)
    }

    /// Judges a cached response, and notes that it fits, so that it isn't checked again.
    private func judged(
        _ kept: CachedResponse, as key: RequestKey, source: CallEnd.Source, scope: Scope
    ) -> CallEnd? {
        guard let end = call.judge(kept, source: source, scope: scope, in: session) else { return nil }
        if let expectation = call.expectation, expectation.fails, kept.checkedBy != expectation.number,
            let status = kept.status, call.plan.accept.values[status] == nil
        {
            session.responses.note(checkedBy: expectation.number, of: kept, as: key)
        }
        return end
    }

    /// The end with a stale cached response in place of a failure; nil if there is none, or none young enough.
    private func staleEnd(_ key: RequestKey, for end: CallEnd, scope: Scope, now: MonotonicTime) -> CallEnd? {
        guard let bound = call.staleBound, case .failed(let reason, let message) = end.verdict, reason != .canceled,
            !end.isDefinite,
            let kept = session.responses.response(to: key, atMost: bound, now: now),
            var stale = judged(
                kept, as: key, source: .stale(age: kept.age, reason, message: message), scope: scope)
        else { return nil }
        stale.attempts = end.attempts
        stale.wasSent = end.wasSent
        stale.status = end.status
        return stale
    }
}
