package import TuttiCaching
internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiResilience

/// The `cache` of a route, with everything computed that does not depend on a request.
package struct PreparedRouteCache: Sendable {
    /// What is stored, and what becomes of requests.
    package let rules: HTTPCache
    /// The most bytes of a body that is stored.
    package let maximumSize: Int
    private let tags: [TextTemplate]

    init(_ plan: CachePlan) {
        var fixed: HTTPCacheRules.Fixed?
        if let lifetime = plan.fixedLifetime {
            fixed = HTTPCacheRules.Fixed(
                lifetime: Self.seconds(lifetime), negative: plan.negative.map(Self.seconds),
                negativeStatuses: CachePlan.negativeStatuses, vary: plan.vary ?? [])
        }
        rules = HTTPCache(
            HTTPCacheRules(
                obeysClients: plan.heedsRequest, storesCookies: plan.storesCookies,
                staleWhileRevalidate: plan.whileRevalidate.map(Self.seconds) ?? 0,
                staleIfError: plan.ifError.map(Self.seconds) ?? 0, fixed: fixed))
        maximumSize = plan.maximumSize
        tags = plan.tags
    }

    /// The request with what it is stored by.
    func forward(_ request: ForwardedRequest, scope: Scope) throws(RenderingFailure) -> CachedForward {
        var names: [String] = []
        for tag in tags {
            if let name = try tag.fieldValue(in: scope) { names.append(name) }
        }
        return CachedForward(request: request, cache: self, tags: names.map { CacheTag(.tag, $0) })
    }

    /// Whole seconds, as caches count; not less than one.
    private static func seconds(_ span: TimeSpan) -> Int64 {
        max((span.milliseconds + 999) / 1_000, 1)
    }
}
