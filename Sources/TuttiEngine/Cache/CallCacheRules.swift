internal import HTTPTypes
internal import TuttiCaching
internal import TuttiPlan
internal import TuttiResilience

/// How long responses of a call are used again: by the file, or by what HTTP says of them.
final class CallCacheRules: Sendable {
    let plan: CachePlan
    /// The rules of HTTP; nil where the file says how long a response is fresh.
    let http: HTTPCache?

    init(_ plan: CachePlan) {
        self.plan = plan
        http =
            plan.lifetime == .http
            ? HTTPCache(
                HTTPCacheRules(
                    staleWhileRevalidate: plan.whileRevalidate?.wholeSeconds ?? 0,
                    staleIfError: plan.ifError?.wholeSeconds ?? 0)) : nil
    }

    /// The headers of a response that have to do with its being kept.
    static func wantedHeaders(_ plan: CachePlan) -> [HTTPField.Name] {
        HTTPField.Name.ofPurging + (plan.lifetime == .http ? HTTPField.Name.ofCaching : [])
    }
}
