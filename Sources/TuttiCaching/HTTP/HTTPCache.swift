internal import HTTPTypes

/// The rules of HTTP for a shared cache (RFC 9111, 5861, 9213), for whoever has a store: routes, and calls of compositions.
///
/// A value without state: time is passed in, in milliseconds since 1970. See ``lookUp(_:stored:hasOthers:purged:now:)`` for what becomes of
/// a request, and ``store(_:status:fields:moments:)`` for what becomes of a response.
package struct HTTPCache: Sendable, Equatable {
    /// Where the RFC leaves a choice.
    package let rules: HTTPCacheRules

    /// A cache with these rules.
    package init(_ rules: HTTPCacheRules = HTTPCacheRules()) {
        self.rules = rules
    }

    /// What becomes of a request.
    ///
    /// - Parameters:
    ///   - request: the client's.
    ///   - stored: the response that is stored for what it asks for, and for requests such as this (``StoredHead/matches(_:)``).
    ///   - hasOthers: whether there is one for other requests alone.
    ///   - purged: when the stored response was purged softly: it is stale since then.
    ///   - now: the present.
    /// - Returns: whether it is served from what is stored, and with which conditions a service is asked if it isn't.
    package func lookUp(
        _ request: CacheRequest, stored: StoredHead?, hasOthers: Bool = false, purged: Int64? = nil, now: Int64
    ) -> CacheVerdict {
        guard request.method == .get || request.method == .head else { return .pass(.method) }
        guard !request.isForOneState else { return .pass(.bypass) }
        let asked = rules.obeysClients ? request.directives : RequestDirectives()
        guard let stored else {
            if asked.onlyIfCached { return .onlyIfCached }
            return ask(request, nil, asked.noStore ? .request : hasOthers ? .varyMiss : .uriMiss, asked)
        }
        var left = stored.freshness(at: now)
        if let purged { left = min(left, purged - now) }
        let wanted =
            !asked.noCache
            && (asked.maxAge.map { stored.age(at: now) <= Self.milliseconds($0) } ?? true)
            && (asked.minFresh.map { left >= Self.milliseconds($0) } ?? true)
        if wanted, !stored.needsValidation {
            if left > 0 { return .fresh }
            if takes(stored, staleBy: -left, asked) { return .fresh }
            if stored.staleWhileRevalidate > 0, -left <= Self.milliseconds(stored.staleWhileRevalidate) {
                return .staleWhileRevalidate(stored.conditions)
            }
        }
        if asked.onlyIfCached { return .onlyIfCached }
        return ask(request, stored, wanted ? .stale : .request, asked)
    }

    /// Whether a stored response is served in place of an error: of this status, or of no response at all (RFC 5861, 4).
    package func standsIn(_ stored: StoredHead, for status: Int?, purged: Int64? = nil, now: Int64) -> Bool {
        switch status {
        case nil, 500, 502, 503, 504: break
        default: return false
        }
        var left = stored.freshness(at: now)
        if let purged { left = min(left, purged - now) }
        return !stored.needsValidation && stored.staleIfError > 0 && -left <= Self.milliseconds(stored.staleIfError)
    }

    private func ask(
        _ request: CacheRequest, _ stored: StoredHead?, _ reason: CacheStatus.Forwarding, _ asked: RequestDirectives
    ) -> CacheVerdict {
        // A response to HEAD has no content that could be stored.
        guard request.method == .get, !asked.noStore else { return .pass(reason) }
        guard let stored, stored.hasValidator else { return .fetch(reason) }
        return .validate(stored.conditions, reason)
    }

    private func takes(_ stored: StoredHead, staleBy stale: Int64, _ asked: RequestDirectives) -> Bool {
        guard stored.mayBeStale else { return false }
        return switch asked.maxStale {
        case .none: false
        case .seconds(let most): stale <= Self.milliseconds(most)
        case .any: true
        }
    }

    private static func milliseconds(_ seconds: Int64) -> Int64 {
        min(max(seconds, 0), DeltaSeconds.most) * 1_000
    }
}
