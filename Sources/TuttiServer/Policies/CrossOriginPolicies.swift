internal import HTTPTypes
internal import NIOHTTP1
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRouting

/// Which pages of other origins may read which responses: the CORS policies of a generation (Fetch, "HTTP CORS protocol").
///
/// They hold for every response, refusals among them: a page that can't read why its request failed is told nothing by its browser.
final class CrossOriginPolicies: Sendable {
    /// Where there is no endpoint and no route.
    private let standard: CORSPolicy?
    private let endpoints: [CORSPolicy?]
    private let routes: [CORSPolicy?]
    private let router: Router

    /// The policies of a plan; nil when it has none.
    init?(_ plan: GatewayPlan, router: Router) {
        standard = plan.settings.edge.cors
        endpoints = plan.endpoints.map(\.edge.cors)
        routes = plan.routes.map(\.edge.cors)
        self.router = router
        if standard == nil, !endpoints.contains(where: { $0 != nil }), !routes.contains(where: { $0 != nil }) {
            return nil
        }
    }

    /// Whether a request is a preflight that is answered here, with 204 and what ``edit(_:of:)`` adds.
    func answers(_ request: RequestHead, at path: DecodedPath) -> Bool {
        guard let preflight = Self.preflight(request) else { return false }
        return policy(for: preflight.method, at: path) != nil
    }

    /// Adds what a page needs to read the response, or what its browser has asked.
    func edit(_ head: inout ResponseHead, of exchange: Exchange) {
        let request = exchange.request
        let path = try? DecodedPath(request.path)
        if let (preflight, method) = Self.preflight(request) {
            guard let policy = policy(for: method, at: path) else { return }
            let methods = methods(at: path, asked: method, under: policy)
            head.headers += policy.headers(for: preflight, methods: methods)
        } else {
            let policy: CORSPolicy? =
                if let endpoint = exchange.endpoint, endpoints.indices.contains(endpoint) {
                    endpoints[endpoint]
                } else {
                    // Refused before it was routed: over the bound of bodies, for instance.
                    policy(for: request.method, at: path)
                }
            let origins = request.headers["origin"]
            policy?.apply(to: &head.headers, origin: origins.count == 1 ? origins[0] : nil)
        }
    }

    /// What the request asks of a browser's behalf; nil for any other.
    private static func preflight(_ request: RequestHead) -> (CORSPreflight, method: HTTPRequest.Method)? {
        guard let method = request.method,
            let preflight = CORSPreflight(method: method, values: { request.headers[$0] }),
            let asked = HTTPRequest.Method(preflight.method)
        else { return nil }
        return (preflight, asked)
    }

    /// The policy of the endpoint or route that a request goes to, whatever its headers say.
    ///
    /// Where a path has other methods alone, the one of the first of them; where it has none, that of the defaults.
    private func policy(for method: HTTPRequest.Method?, at path: DecodedPath?) -> CORSPolicy? {
        guard let method, let path else { return standard }
        var match = router.match(method, path, holds: { _ in true })
        if case .otherMethods(let methods) = match, let first = methods.first {
            match = router.match(first, path, holds: { _ in true })
        }
        return switch match {
        case .endpoint(let endpoint, _): endpoints.indices.contains(endpoint) ? endpoints[endpoint] : nil
        case .route(let route, _, _): routes.indices.contains(route) ? routes[route] : nil
        case .otherMethods, .notFound: standard
        }
    }

    /// The methods that a page may use: those that the path has under the same policy.
    ///
    /// A browser remembers all of them, and does not ask again for the others.
    private func methods(
        at path: DecodedPath?, asked: HTTPRequest.Method, under policy: CORSPolicy
    ) -> [HTTPRequest.Method] {
        guard let path, case .otherMethods(let served) = router.match(.options, path, holds: { _ in true }) else {
            return [asked]
        }
        return served.filter { self.policy(for: $0, at: path) == policy }
    }
}
