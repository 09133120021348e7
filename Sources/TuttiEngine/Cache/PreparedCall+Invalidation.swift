internal import HTTPTypes
internal import TuttiCaching
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

extension PreparedCall {
    /// Removes the cached responses that no longer hold after what this call has changed (RFC 9111, 4.4; RFC 9875, 3).
    @inline(never)
    func invalidate(
        after end: CallEnd, target: String, of service: Service, in session: RequestSession, now: MonotonicTime
    ) {
        guard let status = end.status, end.wasSent else { return }
        let authorities = virtualHost.map { [$0] } ?? service.instances.map(\.origin.authority)
        guard
            let invalidation = CacheInvalidation(
                method: plan.method, target: target, authorities: authorities, status: status, fields: end.headers)
        else { return }
        let (name, store) = (service.plan.name, session.caches.store)
        for target in invalidation.targets {
            store.purge(CacheTag(.target, "\(name) \(target)"), isSoft: false, now: now)
        }
        for group in invalidation.groups {
            store.purge(CacheTag(.group, "\(name) \(group)"), isSoft: false, now: now)
        }
    }
}
