internal import HTTPTypes
internal import TuttiCaching
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// A request of a call with `cache`: from the cache, together with others who ask for the same, or from the service.
///
/// The request to the service runs in a task of its own: who waits for it may leave, and it goes on for the others and for the cache.
struct CachedCall: Sendable {
    /// What came of a request to the service, for those who have waited for it.
    enum Outcome: Sendable {
        /// A response that is kept.
        case response(CachedResponse)
        /// How it ended, which each judges by its own rules.
        case end(RequestEnd)
    }

    let request: CallRequest
    let rules: CallCacheRules
    let key: CacheKey
    let scope: Scope

    private var call: PreparedCall { request.call }
    private var session: RequestSession { request.session }
    private var flights: SingleFlight<Outcome> { session.caches.flights }

    /// Gets the response and judges it.
    nonisolated(nonsending) func run(over transport: some UpstreamRuntime) async -> CallEnd {
        let kept: CachedResponse?
        let conditions: [HTTPField]
        switch finding(now: transport.now) {
        case .serve(let end): return end
        case .serveAndRenew(let end, let kept, let conditions):
            session.freshness?.noteStale()
            if flights.lead(key, now: transport.now) { renew(kept, conditions, over: transport) }
            return end
        case .ask(let stored, let asked): (kept, conditions) = (stored, asked)
        }
        while true {
            let wait = SharedWait<Outcome>()
            switch flights.claim(
                key, now: transport.now, purged: session.caches.store.lastPurge, tell: { wait.end(with: $0) })
            {
            case .lead: return await lead(kept, conditions, over: transport)
            case .alone: return await alone(over: transport)
            case .wait(let id):
                switch await wait.outcome(until: request.content.deadline, by: transport) {
                case .shared(.response(let response)):
                    if let head = response.http?.head {
                        session.freshness?.note(head, at: session.calendarMilliseconds(at: transport.now))
                    }
                    return if let end = judged(response, age: .zero) { end } else { await alone(over: transport) }
                case .shared(.end(var end)):
                    // Who has more time than the one who has asked, asks again.
                    if end.reason == .timeout || end.reason == .canceled, transport.now < request.content.deadline {
                        continue
                    }
                    end.attempts = 0
                    return judgedWithStale(end, over: transport).end
                case .notShared: return await alone(over: transport)
                case .late:
                    flights.leave(key, id)
                    let end = CallEnd.failed(
                        .timeout, "others' request for the same was in flight until the time was over")
                    return request.staleEnd(key, for: end, scope: scope, now: transport.now) ?? end
                case .canceled:
                    flights.leave(key, id)
                    return .failed(.canceled, "given up while others' request for the same was in flight")
                }
            }
        }
    }

    // MARK: - From the cache

    /// What is to be done about what the cache has.
    private enum Finding {
        case serve(CallEnd)
        /// It is served, and renewed meanwhile; these headers ask whether it has changed.
        case serveAndRenew(CallEnd, CachedResponse?, [HTTPField])
        /// The service is asked; of a response that may still hold, these headers ask whether it does.
        case ask(CachedResponse?, [HTTPField])
    }

    private func finding(now: MonotonicTime) -> Finding {
        guard let (kept, isPurged) = session.caches.store.response(to: key, now: now) else { return .ask(nil, []) }
        if let http = rules.http {
            guard let head = kept.http?.head else { return .ask(nil, []) }
            let present = session.calendarMilliseconds(at: now)
            let verdict = http.lookUp(
                cacheRequest, stored: head, purged: isPurged ? present : nil, now: present)
            let age = TimeSpan(
                nanoseconds: head.age(at: present).multipliedReportingOverflow(by: 1_000_000).partialValue)
            switch verdict {
            case .fresh:
                session.freshness?.note(head, at: present)
                return judged(kept, age: age).map { .serve($0) } ?? .ask(nil, [])
            case .staleWhileRevalidate(let conditions):
                return judged(kept, age: age).map { .serveAndRenew($0, kept, conditions) } ?? .ask(nil, [])
            case .validate(let conditions, _): return .ask(kept, conditions)
            case .fetch, .pass, .onlyIfCached: return .ask(nil, [])
            }
        }
        let lifetime = rules.plan.lifetime(ofStatus: kept.status)
        if !isPurged, kept.age <= lifetime { return judged(kept, age: kept.age).map { .serve($0) } ?? .ask(nil, []) }
        guard let more = rules.plan.whileRevalidate, isPurged || kept.age - lifetime <= more,
            let end = judged(kept, age: kept.age)
        else { return .ask(nil, []) }
        return .serveAndRenew(end, nil, [])
    }

    /// The request as HTTP's rules see it: what it shows of credentials is in the key, so no other client gets what comes of it.
    private var cacheRequest: CacheRequest {
        CacheRequest(
            method: call.plan.method,
            fields: (call.constantHeaders + request.content.headers).filter { $0.name != .authorization })
    }

    private func judged(_ kept: CachedResponse, age: TimeSpan) -> CallEnd? {
        request.judged(kept, as: key, source: .cached(age: age), scope: scope)
    }

    // MARK: - From the service

    /// Makes the request for all who wait for it.
    private nonisolated(nonsending) func lead(
        _ kept: CachedResponse?, _ conditions: [HTTPField], over transport: some UpstreamRuntime
    ) async -> CallEnd {
        let wait = SharedWait<CallEnd>()
        transport.detach {
            wait.end(with: await fetch(request, kept, conditions, isLeading: true, over: transport))
        }
        // The request itself keeps to the time.
        switch await wait.outcome(until: .distantFuture, by: transport) {
        case .shared(let end): return end
        case .notShared, .late, .canceled: return .failed(.canceled, "given up while the request was in flight")
        }
    }

    /// Renews what the cache has, with the time of a request of its own.
    private func renew(_ kept: CachedResponse?, _ conditions: [HTTPField], over transport: some UpstreamRuntime) {
        var content = request.content
        content.deadline = transport.now + call.plan.timeout
        let renewal = CallRequest(call: call, service: request.service, content: content, session: session)
        transport.detach { _ = await fetch(renewal, kept, conditions, isLeading: true, over: transport) }
    }

    /// Makes the request for this one alone.
    private nonisolated(nonsending) func alone(over transport: some UpstreamRuntime) async -> CallEnd {
        await fetch(request, nil, [], isLeading: false, over: transport)
    }

    private nonisolated(nonsending) func fetch(
        _ request: CallRequest, _ stored: CachedResponse?, _ conditions: [HTTPField], isLeading: Bool,
        over transport: some UpstreamRuntime
    ) async -> CallEnd {
        let askedAt = transport.now
        var requestEnd: RequestEnd
        if conditions.isEmpty {
            requestEnd = await request.executor.run(over: transport)
        } else {
            requestEnd = await request.adding(conditions).executor.run(over: transport)
            if requestEnd.status == 304, let stored {
                if let (end, kept) = validated(stored, by: requestEnd, askedAt: askedAt, now: transport.now) {
                    conclude(kept, requestEnd, request, askedAt: askedAt, isLeading: isLeading, over: transport)
                    return end
                }
                // It was about another response.
                requestEnd = await request.executor.run(over: transport)
            }
        }
        let (end, response) = judgedWithStale(requestEnd, over: transport)
        let kept = kept(of: end, response, askedAt: askedAt, at: transport.now)
        conclude(kept, requestEnd, request, askedAt: askedAt, isLeading: isLeading, over: transport)
        return end
    }

    /// Keeps what came of a request, and tells those who wait.
    private func conclude(
        _ kept: CachedResponse?, _ requestEnd: RequestEnd, _ request: CallRequest, askedAt: MonotonicTime,
        isLeading: Bool, over transport: some UpstreamRuntime
    ) {
        if let kept, !isLeading || flights.mayStore(key) {
            session.caches.store.keep(kept, as: key, tags: request.cacheTags(of: kept), requestedAt: askedAt)
        }
        guard isLeading else { return }
        if let kept {
            flights.finish(key, with: .response(kept))
        } else if requestEnd.status.map(call.accepts) == true {
            // Good, and not for others: for a while they don't wait for each other.
            flights.release(key, keepsApart: transport.now)
        } else {
            flights.finish(key, with: .end(requestEnd))
        }
    }

    /// What a stored response comes to of which the service says that it still holds; nil where it speaks of another one.
    private func validated(
        _ stored: CachedResponse, by requestEnd: RequestEnd, askedAt: MonotonicTime, now: MonotonicTime
    ) -> (CallEnd, CachedResponse?)? {
        guard let http = rules.http, let head = stored.http?.head, let fields = requestEnd.response?.headers else {
            return nil
        }
        let validation = http.update(
            head, by: fields, for: cacheRequest, moments: moments(askedAt: askedAt, now: now))
        let (updated, isKept): (StoredHead, Bool)
        switch validation {
        case .updated(let head): (updated, isKept) = (head, true)
        case .servedOnce(let head): (updated, isKept) = (head, false)
        case .anotherOne: return nil
        }
        var kept = CachedResponse(
            content: stored.content, status: stored.status, headers: updated.fields, storedAt: now)
        kept.http = HTTPMetadata(updated)
        kept.checkedBy = stored.checkedBy
        guard var end = judged(kept, age: .zero) else { return nil }
        session.freshness?.note(updated, at: session.calendarMilliseconds(at: now))
        end.attempts = requestEnd.attempts
        end.wasSent = true
        return (end, isKept ? kept : nil)
    }

    private func moments(askedAt: MonotonicTime, now: MonotonicTime) -> CacheMoments {
        CacheMoments(
            requested: session.calendarMilliseconds(at: askedAt), received: session.calendarMilliseconds(at: now))
    }

    private func judgedWithStale(
        _ requestEnd: RequestEnd, over transport: some UpstreamRuntime
    ) -> (end: CallEnd, response: JSONValue?) {
        let (end, response) = call.judge(requestEnd, of: request.service, scope: scope, in: session)
        if case .succeeded = end.verdict { return (end, response) }
        if let stale = stoodIn(for: end, now: transport.now) { return (stale, nil) }
        return (request.staleEnd(key, for: end, scope: scope, now: transport.now) ?? end, nil)
    }

    /// A stored response in place of a failure, where HTTP allows it (RFC 5861, 4).
    private func stoodIn(for end: CallEnd, now: MonotonicTime) -> CallEnd? {
        guard let http = rules.http, case .failed(let reason, let message) = end.verdict, reason != .canceled,
            !end.isDefinite, let (kept, isPurged) = session.caches.store.response(to: key, now: now),
            let head = kept.http?.head
        else { return nil }
        let present = session.calendarMilliseconds(at: now)
        let status = reason == .status ? end.status : nil
        guard http.standsIn(head, for: status, purged: isPurged ? present : nil, now: present),
            var stale = request.judged(
                kept, as: key, source: .stale(age: kept.age, reason, message: message), scope: scope)
        else { return nil }
        stale.attempts = end.attempts
        stale.wasSent = end.wasSent
        stale.status = end.status
        return stale
    }

    /// What is kept of a response from the service; nil for nothing.
    private func kept(
        of end: CallEnd, _ response: JSONValue?, askedAt: MonotonicTime, at now: MonotonicTime
    ) -> CachedResponse? {
        guard case .service = end.source, let status = end.status else { return nil }
        var kept: CachedResponse
        if let response, case .succeeded = end.verdict {
            guard response.textSize <= rules.plan.maximumSize else { return nil }
            kept = request.kept(response, of: end, at: now)
        } else {
            guard end.reason == .status, call.plan.refusals == nil, CachePlan.negativeStatuses.contains(status),
                rules.plan.negative != nil || rules.http != nil
            else { return nil }
            kept = CachedResponse(content: .nothing, status: status, headers: end.headers, storedAt: now)
        }
        if let http = rules.http {
            guard
                let head = http.store(
                    cacheRequest, status: status, fields: end.headers, moments: moments(askedAt: askedAt, now: now))
            else { return nil }
            kept.http = HTTPMetadata(head)
        }
        return kept
    }
}
