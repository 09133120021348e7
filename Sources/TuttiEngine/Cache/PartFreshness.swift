internal import HTTPTypes
internal import Synchronization
internal import TuttiCaching
internal import TuttiPlan
internal import TuttiResilience

/// How long a response that is made of the responses of several services is fresh: as long as all of them are (RFC 9111).
///
/// A part that doesn't say how long it is fresh, or may not be stored, has no time at all.
final class PartFreshness: Sendable {
    /// Whether the parts say how long the whole is fresh; else the file does.
    let isByParts: Bool
    private let shortest = Mutex(TimeSpan(nanoseconds: .max))

    /// Nothing yet.
    init(isByParts: Bool) {
        self.isByParts = isByParts
    }

    /// Notes a part that is stale already: what is made of it is not kept.
    func noteStale() { note(.zero) }

    /// How long all parts are fresh that there were so far; zero for not at all.
    var lifetime: TimeSpan { shortest.withLock { $0 } }

    /// Notes a part that is fresh for so long.
    func note(_ lifetime: TimeSpan) {
        shortest.withLock { $0 = min($0, max(lifetime, .zero)) }
    }

    /// Notes a stored response.
    func note(_ head: StoredHead, at now: Int64) {
        guard isByParts else { return }
        note(head.needsValidation ? .zero : .milliseconds(max(0, min(head.freshness(at: now), 1 << 40))))
    }

    /// Notes what a service has just said; a call with a fixed `cache` holds for that long.
    func note(_ end: CallEnd, of call: PreparedCall, at now: Int64) {
        guard isByParts else { return }
        let fixed = call.plan.cache.flatMap { $0.fixedLifetime == nil ? nil : $0.lifetime(ofStatus: end.status) }
        switch end.source {
        case .service:
            if let fixed { return note(fixed) }
            guard call.plan.each == nil, call.plan.pages == nil, let status = end.status,
                let head = HTTPCache().store(
                    CacheRequest(method: .get, fields: []), status: status, fields: end.headers,
                    moments: CacheMoments(requested: now, received: now))
            else { return note(.zero) }
            note(head, at: now)
        case .cached(let age):
            // By the rules of HTTP, ``CachedCall`` has noted it.
            if let fixed { note(fixed - age) }
        case .stale, .part, .refusal: note(.zero)
        }
    }
}
