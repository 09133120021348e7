internal import HTTPTypes
internal import TuttiCaching
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
package import TuttiUpstream

extension CompositionEngine {
    /// The response to a request that is there already; nil where it must be composed.
    ///
    /// A response that is to be renewed is renewed in the background.
    package func storedResponse(
        to request: ClientRequest, endpoint index: Int, over transport: some UpstreamRuntime
    ) -> ComposedResponse? {
        guard endpoints.indices.contains(index), let cache = endpoints[index].cache else { return nil }
        let (key, now) = (cache.key(of: request), transport.now)
        guard let (kept, isPurged) = caches.store.response(to: key, now: now) else { return nil }
        if !isPurged, kept.age <= kept.lifetime { return kept.composed(as: .hit) }
        guard let more = cache.plan.whileRevalidate, kept.age <= kept.lifetime + more else { return nil }
        if caches.compositions.lead(key, now: now) {
            transport.detach {
                _ = await self.compose(request.unattended, key, cache, endpoint: index, over: transport)
            }
        }
        return kept.composed(as: .stale)
    }

    /// Composes a response for all who ask for it at the same time, and keeps it.
    func cachedResponse(
        _ request: ClientRequest, _ cache: CompositionCache, endpoint: Int, over transport: some UpstreamRuntime
    ) async -> ComposedResponse {
        if let stored = storedResponse(to: request, endpoint: endpoint, over: transport) { return stored }
        let (key, now) = (cache.key(of: request), transport.now)
        let wait = SharedWait<CachedResponse>()
        switch caches.compositions.claim(key, now: now, purged: caches.store.lastPurge, tell: { wait.end(with: $0) }) {
        case .lead: return await lead(request, key, cache, endpoint: endpoint, over: transport)
        case .alone:
            let response = await composed(request, endpoint: endpoint, over: transport)
            let kept = keep(response, of: request, as: key, cache, askedAt: now, over: transport)
            return response.marked(kept == nil ? .missed : .stored)
        case .wait(let id):
            let deadline = (request.receivedAt ?? now) + endpoints[endpoint].plan.deadline
            switch await wait.outcome(until: deadline, by: transport) {
            case .shared(let kept):
                if let shared = kept.composed(as: .collapsed) {
                    return shared
                }
            case .late, .canceled: caches.compositions.leave(key, id)
            case .notShared: break
            }
            return await composed(request, endpoint: endpoint, over: transport).marked(.missed)
        }
    }

    /// In a task of its own: the client may leave, and the others still get their response.
    private func lead(
        _ request: ClientRequest, _ key: CacheKey, _ cache: CompositionCache, endpoint: Int,
        over transport: some UpstreamRuntime
    ) async -> ComposedResponse {
        let wait = SharedWait<ComposedResponse>()
        transport.detach {
            wait.end(with: await self.compose(request, key, cache, endpoint: endpoint, over: transport))
        }
        if case .shared(let response) = await wait.outcome(until: .distantFuture, by: transport) { return response }
        return ComposedResponse(
            ProblemDetails(status: 503, title: "Given up", detail: "The client has left."), requestID: request.id)
    }

    private func compose(
        _ request: ClientRequest, _ key: CacheKey, _ cache: CompositionCache, endpoint: Int,
        over transport: some UpstreamRuntime
    ) async -> ComposedResponse {
        let askedAt = transport.now
        let response = await composed(request, endpoint: endpoint, over: transport)
        if caches.compositions.mayStore(key),
            let kept = keep(response, of: request, as: key, cache, askedAt: askedAt, over: transport)
        {
            caches.compositions.finish(key, with: kept)
            return response.marked(.stored)
        }
        // What failed may go well the next time; what can't be kept never can.
        caches.compositions.release(key, keepsApart: response.status < 500 && !response.isPartial ? transport.now : nil)
        guard response.status >= 500, let more = cache.plan.ifError,
            let (kept, _) = caches.store.response(to: key, now: transport.now), kept.age <= kept.lifetime + more,
            var stale = kept.composed(as: .staleIfError)
        else { return response.marked(.missed) }
        stale.calls = response.calls
        return stale
    }

    /// Composes a response, whatever is cached of earlier ones.
    private func composed(
        _ request: ClientRequest, endpoint: Int, over transport: some UpstreamRuntime
    ) async -> ComposedResponse {
        var request = request
        request.isComposedAnew = true
        return await response(request, endpoint: endpoint, over: transport)
    }

    private func keep(
        _ response: ComposedResponse, of request: ClientRequest, as key: CacheKey, _ cache: CompositionCache,
        askedAt: MonotonicTime, over transport: some UpstreamRuntime
    ) -> CachedResponse? {
        guard let kept = cache.kept(response, at: transport.now) else { return nil }
        caches.store.keep(kept, as: key, tags: cache.tags(of: request), requestedAt: askedAt)
        return kept
    }
}

extension ComposedResponse {
    /// Whether a call has failed, or a part could not be rendered.
    fileprivate var isPartial: Bool { !responseFailures.isEmpty || calls.contains { $0.outcome.isFailure } }

    /// The response with what the cache had to do with it.
    fileprivate func marked(_ use: CacheUse) -> ComposedResponse {
        var response = self
        response.cacheUse = use
        response.headers.append(HTTPField(name: .cacheStatus, value: use.status(ttl: nil)))
        return response
    }
}

extension ClientRequest {
    /// The same request where no client waits for it: its time begins when it is made.
    fileprivate var unattended: ClientRequest {
        var request = self
        request.receivedAt = nil
        request.leftOut = nil
        return request
    }
}
