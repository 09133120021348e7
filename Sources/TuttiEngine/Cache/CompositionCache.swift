internal import HTTPTypes
internal import TuttiCaching
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// How whole responses of an endpoint are used again.
struct CompositionCache: Sendable {
    let plan: CachePlan
    private let key: CompositionKey
    /// What all its responses are purged by.
    private let tags: [CacheTag]
    private let path: PathPattern
    private let clientScope: ClientScope

    /// The cache of an endpoint; nil where it has none.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint.
    ///   - gateway: the plan that it belongs to.
    ///   - clientScope: what its expressions see of a request.
    ///   - generation: a number that no other plan has: an endpoint that has changed uses none of its former responses.
    init?(_ endpoint: EndpointPlan, in gateway: GatewayPlan, clientScope: ClientScope, generation: UInt64) {
        guard let plan = endpoint.cache else { return nil }
        self.plan = plan
        path = endpoint.path
        self.clientScope = clientScope
        key = CompositionKey(endpoint, services: gateway.services, prefix: generation)
        let services = Set(endpoint.calls.map(\.service)).sorted()
        tags = [CacheTag(.endpoint, endpoint.name)] + services.map { CacheTag(.service, gateway.services[$0].name) }
    }

    func key(of request: ClientRequest) -> CacheKey { key.key(of: request) }

    func tags(of request: ClientRequest) -> [CacheTag] {
        let own = tags + [CacheTag(.path, path.text(of: request.pathParameters))]
        guard !plan.tags.isEmpty, let scope = try? clientScope.scope(for: request) else { return own }
        return own + plan.tags(in: scope)
    }

    /// What is kept of a response; nil for nothing.
    ///
    /// Only one is kept that is whole, and that nobody is forbidden to keep.
    func kept(_ response: ComposedResponse, at now: MonotonicTime) -> CachedResponse? {
        guard (200..<300).contains(response.status), response.responseFailures.isEmpty,
            !response.calls.contains(where: { $0.outcome.isFailure }),
            response.content.count <= plan.maximumSize,
            !response.headers.contains(where: Self.forbidsKeeping)
        else { return nil }
        let lifetime = min(plan.fixedLifetime ?? TimeSpan(nanoseconds: .max), response.lifetime ?? .zero)
        guard lifetime > .zero else { return nil }
        var kept = CachedResponse(
            content: .message(StoredMessage(body: response.body)), status: response.status, headers: response.headers,
            storedAt: now)
        kept.lifetime = lifetime
        return kept
    }

    private static func forbidsKeeping(_ header: HTTPField) -> Bool {
        switch header.name {
        case .setCookie: true
        case .cacheControl:
            header.value.lowercased().contains("no-store") || header.value.lowercased().contains("private")
        case .vary: header.value == "*"
        default: false
        }
    }
}

extension PathPattern {
    /// The path with these parameters, percent-decoded.
    fileprivate func text(of parameters: [String]) -> String {
        var values = parameters[...]
        let text = segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .parameter(_, let prefix, let suffix): "/" + prefix + (values.popFirst() ?? "") + suffix
            }
        }.joined()
        return text.isEmpty ? "/" : text
    }
}
