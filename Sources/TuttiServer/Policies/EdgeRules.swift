internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRouting

/// What a generation does to the heads of all responses, refusals among them, and whom it takes for the client.
///
/// Most generations have nothing of this, and no rules then.
final class EdgeRules: Sendable {
    /// What holds where there is no endpoint and no route.
    private let standard: EdgePolicies
    private let endpoints: [EdgePolicies]
    private let routes: [EdgePolicies]
    private let router: Router
    /// Whose word on the client is taken; nil for nobody's.
    private let proxies: TrustedProxies?
    /// Whether pages of other origins may read something.
    private let sharesAnything: Bool
    private let encoders = EncoderBudget()

    /// The rules of a plan; nil when it has none.
    init?(_ plan: GatewayPlan, router: Router) {
        standard = plan.settings.edge
        endpoints = plan.endpoints.map(\.edge)
        routes = plan.routes.map(\.edge)
        self.router = router
        proxies = plan.settings.trustedProxies.isEmpty ? nil : plan.settings.trustedProxies
        let all = [standard] + endpoints + routes
        sharesAnything = all.contains { $0.cors != nil }
        if proxies == nil, all.allSatisfy({ $0 == EdgePolicies() }) { return nil }
    }

    /// A request has begun: from here on its client is who has sent it, and not the proxy in front.
    func began(_ exchange: Exchange) {
        exchange.edge = self
        if let proxies { exchange.client = exchange.client.behind(proxies, exchange.request.headers) }
    }

    /// Whether a request is a preflight that is answered here, with 204 and what ``edit(_:of:)`` adds.
    func answersPreflight(_ request: RequestHead, at path: DecodedPath) -> Bool {
        guard sharesAnything, let preflight = Preflight(request) else { return false }
        return candidates(for: preflight.method, at: path).contains { $0.cors != nil }
    }

    /// What is done to the content of a whole response; nil for nothing, as for all but those of endpoints.
    func content(of exchange: Exchange) -> ContentRules? {
        guard let endpoint = exchange.endpoint, endpoints.indices.contains(endpoint) else { return nil }
        let policies = endpoints[endpoint]
        guard policies.hasEntityTags || policies.isCompressed else { return nil }
        return ContentRules(
            hasEntityTags: policies.hasEntityTags, isCompressed: policies.isCompressed, budget: encoders)
    }

    /// Changes the head of a response on its way out.
    func edit(_ head: inout ResponseHead, of exchange: Exchange) {
        let request = exchange.request
        let policies = policies(of: exchange)
        if let security = policies.securityHeaders {
            // What the client speaks: TLS may end at a proxy in front.
            let scheme = exchange.client.original.scheme
            let isSecure = scheme.map { $0 == .https } ?? exchange.client.rules.isSecure
            security.add(to: &head.headers, isOverTLS: isSecure)
        }
        guard sharesAnything else { return }
        if let preflight = Preflight(request) {
            let path = try? DecodedPath(request.path)
            guard let policy = sharedPolicy(of: candidates(for: preflight.method, at: path)) else { return }
            let methods = methods(at: path, asked: preflight.method, under: policy)
            head.headers += policy.headers(for: preflight.question, methods: methods)
        } else if let policy = policies.cors {
            let origins = request.headers["origin"]
            policy.apply(to: &head.headers, origin: origins.count == 1 ? origins[0] : nil)
        }
    }

    /// What holds for a request, which may have been refused before it was routed: one over the bound of bodies, for instance.
    private func policies(of exchange: Exchange) -> EdgePolicies {
        if let endpoint = exchange.endpoint, endpoints.indices.contains(endpoint) { return endpoints[endpoint] }
        if let route = exchange.route, routes.indices.contains(route) { return routes[route] }
        return policies(for: exchange.request.method, at: try? DecodedPath(exchange.request.path))
    }

    /// What holds for a request that was not routed: what all agree on that may take it, and else what the defaults say.
    private func policies(for method: HTTPRequest.Method?, at path: DecodedPath?) -> EdgePolicies {
        guard let method else { return standard }
        let candidates = candidates(for: method, at: path)
        return candidates.dropFirst().allSatisfy { $0 == candidates[0] } ? candidates[0] : standard
    }

    /// The policies of all that may take a request with that method; never none.
    ///
    /// A route with a `when` takes it or not by headers and cookies, which a preflight doesn't have. Where a path has other methods
    /// alone, the first of them stands for all; where it has none, the defaults do.
    private func candidates(for method: HTTPRequest.Method, at path: DecodedPath?) -> [EdgePolicies] {
        guard let path else { return [standard] }
        var takers = takers(of: method, at: path)
        if takers.isEmpty, case .otherMethods(let methods) = router.match(method, path), let first = methods.first {
            takers = self.takers(of: first, at: path)
        }
        return takers.isEmpty ? [standard] : takers
    }

    /// The policies of the routes with a `when`, in the order in which they are asked, and of what takes the request if none of them does.
    private func takers(of method: HTTPRequest.Method, at path: DecodedPath) -> [EdgePolicies] {
        var takers: [EdgePolicies] = []
        func add(_ index: Int, of policies: [EdgePolicies]) {
            if policies.indices.contains(index) { takers.append(policies[index]) }
        }
        let match = router.match(method, path) { route, _ in
            add(route, of: routes)
            return false
        }
        switch match {
        case .endpoint(let endpoint, _): add(endpoint, of: endpoints)
        case .route(let route, _, _): add(route, of: routes)
        case .otherMethods, .notFound: break
        }
        return takers
    }

    /// The CORS policy that all of these have; nil where they differ: a page that one of them lets in may not be sent to another one.
    private func sharedPolicy(of candidates: [EdgePolicies]) -> CORSPolicy? {
        candidates.allSatisfy { $0.cors == candidates.first?.cors } ? candidates.first?.cors : nil
    }

    /// The methods that a page may use: those that the path has under the same policy.
    ///
    /// A browser remembers all of them, and does not ask again for the others.
    private func methods(
        at path: DecodedPath?, asked: HTTPRequest.Method, under policy: CORSPolicy
    ) -> [HTTPRequest.Method] {
        guard let path, case .otherMethods(var served) = router.match(.options, path) else { return [asked] }
        // A route with a `when` has a method that the path need not have for everybody.
        if !served.contains(asked), !takers(of: asked, at: path).isEmpty { served.append(asked) }
        return served.filter { sharedPolicy(of: candidates(for: $0, at: path)) == policy }
    }

    /// What a browser asks on behalf of a page.
    private struct Preflight {
        let question: CORSPreflight
        let method: HTTPRequest.Method

        /// Nil for any other request.
        init?(_ request: RequestHead) {
            guard let method = request.method,
                let question = CORSPreflight(method: method, values: { request.headers[$0] }),
                let asked = HTTPRequest.Method(question.method)
            else { return nil }
            self.question = question
            self.method = asked
        }
    }
}
