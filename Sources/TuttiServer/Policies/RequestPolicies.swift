internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies

/// What is asked of a request once it was routed and its body is known not to be over its bound, in order, for endpoints and routes alike.
///
/// Preflights are answered before. What is refused still gets the headers of ``EdgeRules``.
struct RequestPolicies: Sendable {
    /// The policies of each endpoint, by its index in the plan; most have none, and cost nothing here.
    let endpoints: [[any RequestPolicy]]
    /// The policies of each route, likewise.
    let routes: [[any RequestPolicy]]

    /// The same policies for all endpoints and routes.
    init(_ policies: [any RequestPolicy], for plan: GatewayPlan) {
        endpoints = plan.endpoints.map { _ in policies }
        routes = plan.routes.map { _ in policies }
    }

    /// The policies that a plan says.
    init(_ plan: GatewayPlan, issuers: TokenIssuers?) {
        let ways = plan.settings.ways.map { way -> any Authenticator in
            switch way.method {
            case .apiKeys(let keys): keys
            case .jwt(let tokens):
                JSONWebTokens(
                    name: way.name, tokens.settings,
                    keys: issuers?.keys(of: tokens) ?? FixedTokenKeys(.none, algorithms: []))
            case .clientCertificate(let certificates): certificates
            }
        }
        endpoints = plan.endpoints.map { endpoint in
            var policies = Self.policies(endpoint.access, PreparedAccess(endpoint, in: plan), ways)

            // What the body is comes last: whoever may not ask at all is told that, and not how to ask.
            if endpoint.reads.contains(.body) { policies.append(ReadableBodyPolicy()) }

            return policies
        }
        routes = plan.routes.map { Self.policies($0.access, PreparedAccess($0, in: plan), ways) }
    }

    /// Those of an endpoint and a route alike.
    private static func policies(
        _ access: AccessPlan, _ rules: PreparedAccess?, _ ways: [any Authenticator]
    ) -> [any RequestPolicy] {
        var policies: [any RequestPolicy] = []

        // Who it is: all that follows may read it.
        let asked = access.ways.compactMap { ways.indices.contains($0) ? ways[$0] : nil }
        if !access.ways.isEmpty {
            policies.append(AuthenticationPolicy(asked, isOptional: access.isOptional))
        }

        // Whether that one may.
        if let rules, rules.asksEarly { policies.append(AccessRulePolicy(access: rules)) }

        return policies
    }
}
