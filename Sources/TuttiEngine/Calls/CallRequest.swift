internal import HTTPTypes
internal import Synchronization
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiCaching
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// One request of a call, and the ways to its response, in this order: a fresh cached response and others' request for the same (``CachedCall``),
/// the response to the same request that another call of this client has made, attempts, and in the end a stale cached response.
struct CallRequest: Sendable {
    let call: PreparedCall
    let service: Service
    let content: CallContent
    let session: RequestSession

    /// Gets the response and judges it.
    nonisolated(nonsending) func run(scope: Scope, over transport: some UpstreamRuntime) async -> CallEnd {
        guard call.needsKey else {
            let end = call.judge(await executor.run(over: transport), of: service, scope: scope, in: session).end
            if call.invalidates {
                call.invalidate(after: end, target: content.target, of: service, in: session, now: transport.now)
            }
            return end
        }
        let key = CacheKey(call: call, service: service, content: content)
        let writes = session.writes.load(ordering: .relaxed)
        if let rules = call.cache, writes == 0 {
            return await CachedCall(request: self, rules: rules, key: key, scope: scope).run(over: transport)
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
        // What HTTP says of it is not looked at here: it is not kept.
        if call.cachesResponses, call.cache?.http == nil {
            if let response, case .succeeded = end.verdict {
                let kept = kept(response, of: end, at: transport.now)
                session.caches.store.keep(
                    kept, as: key, tags: cacheTags(of: kept), requestedAt: session.startedAt)
            } else if let stale = staleEnd(key, for: end, scope: scope, now: transport.now) {
                return stale
            }
        }
        return end
    }

    /// What a response of the service is kept as.
    func kept(_ response: JSONValue, of end: CallEnd, at now: MonotonicTime) -> CachedResponse {
        let isFallback = end.status.map { call.plan.accept.values[$0] != nil } ?? false
        return CachedResponse(
            content: isFallback ? .fallback(response) : .value(response), status: end.status, headers: end.headers,
            storedAt: now, checkedBy: call.expectation.flatMap { $0.fails ? $0.number : nil })
    }

    /// What its response is purged by.
    func cacheTags(of kept: CachedResponse) -> [CacheTag] {
        var tags = service.cacheTags + content.cacheTags
        if call.cache != nil { tags += CacheTags.tags(of: kept.headers).map { CacheTag(.tag, $0) } }
        guard let head = kept.http?.head else { return tags }
        tags += head.groups.map { CacheTag(.group, "\(service.plan.name) \($0)") }
        return tags + [CacheTag(.target, "\(service.plan.name) \(content.target)")]
    }

    /// The same request with further headers.
    func adding(_ headers: [HTTPField]) -> CallRequest {
        var content = content
        content.headers += headers
        return CallRequest(call: call, service: service, content: content, session: session)
    }

    /// The end of a request that is not sent because its time is over: a stale cached response, or that failure.
    func withoutSending(_ end: CallEnd, scope: Scope, now: MonotonicTime) -> CallEnd {
        guard call.staleBound != nil else { return end }
        let key = CacheKey(call: call, service: service, content: content)
        return staleEnd(key, for: end, scope: scope, now: now) ?? end
    }

    var executor: RetryExecutor {
        RetryExecutor(self, used: service.mayHaveSeveral ? UsedInstances() : nil)
    }

    /// Judges a cached response, and notes that it fits, so that it isn't checked again.
    func judged(
        _ kept: CachedResponse, as key: CacheKey, source: CallEnd.Source, scope: Scope
    ) -> CallEnd? {
        guard let end = call.judge(kept, source: source, scope: scope, in: session) else { return nil }
        if let expectation = call.expectation, expectation.fails, kept.checkedBy != expectation.number,
            let status = kept.status, call.plan.accept.values[status] == nil
        {
            let (number, storedAt) = (expectation.number, kept.storedAt)
            session.caches.store.update(key) { value in
                guard var kept = value as? CachedResponse, kept.storedAt == storedAt else { return }
                kept.checkedBy = number
                value = kept
            }
        }
        return end
    }

    /// The end with a stale cached response in place of a failure; nil if there is none, or none young enough.
    func staleEnd(_ key: CacheKey, for end: CallEnd, scope: Scope, now: MonotonicTime) -> CallEnd? {
        guard let bound = call.staleBound, case .failed(let reason, let message) = end.verdict, reason != .canceled,
            !end.isDefinite,
            let kept = session.caches.store.response(to: key, now: now)?.response, kept.age <= bound,
            var stale = judged(
                kept, as: key, source: .stale(age: kept.age, reason, message: message), scope: scope)
        else { return nil }
        stale.attempts = end.attempts
        stale.wasSent = end.wasSent
        stale.status = end.status
        return stale
    }
}
