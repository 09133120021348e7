internal import HTTPTypes
internal import TuttiCaching
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

extension CachedResponse {
    /// The response to a client, as of ``age``.
    func composed(as use: CacheUse) -> ComposedResponse? {
        guard case .message(let message) = content, let status else { return nil }
        let age = age.wholeSeconds
        // What was purged may have had time left.
        let left = use == .hit || use == .collapsed ? lifetime.wholeSeconds - age : min(lifetime.wholeSeconds - age, 0)
        var response = ComposedResponse(
            status: status,
            headers: headers + [
                HTTPField(name: .age, value: String(age)),
                HTTPField(name: .cacheStatus, value: use.status(ttl: left)),
            ], content: SplicedBytes(message.body), calls: [])
        response.cacheUse = use
        return response
    }
}
