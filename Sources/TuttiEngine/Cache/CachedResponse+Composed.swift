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
        let (age, left) = (age.wholeSeconds, (lifetime - age).wholeSeconds)
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
