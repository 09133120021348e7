internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRedis

/// What is asked of a request once it was routed and its body is known not to be over its bound, in order, for endpoints and routes alike.
///
/// Preflights are answered before. What is refused still gets the headers of ``EdgeRules``.
struct RequestPolicies: Sendable {
    /// The policies of each endpoint, by its index in the plan; most have none, and cost nothing here.
    let endpoints: [[any RequestPolicy]]
    /// The policies of each route, likewise.
    let routes: [[any RequestPolicy]]
    /// The ways by which browsers log in, each with paths of its own.
    let sessions: [BrowserSessions]
    /// The policies of these paths.
    let logIns: [any RequestPolicy]

    /// The same policies for all endpoints and routes.
    init(_ policies: [any RequestPolicy], for plan: GatewayPlan) {
        endpoints = plan.endpoints.map { _ in policies }
        routes = plan.routes.map { _ in policies }
        sessions = []
        logIns = []
    }

    /// The policies that a plan says, whose limits count here.
    init(
        _ plan: GatewayPlan, issuers: TokenIssuers?, limits meters: LimitMeters, sharing: SharedLimits? = nil,
        repeats: any RepeatStore
    ) {
        let keepsTokens = plan.services.contains { $0.credentials?.needsClientToken == true }
        let ways = plan.settings.ways.map { way -> any Authenticator in
            switch way.method {
            case .apiKeys(let keys): keys
            case .jwt(let tokens):
                JSONWebTokens(
                    name: way.name, tokens.settings,
                    keys: issuers?.keys(of: tokens) ?? FixedTokenKeys(.none, algorithms: []),
                    keepsTokens: keepsTokens)
            case .introspection(let tokens):
                issuers?.introspection(way.name, tokens, keepsTokens: keepsTokens)
                    ?? IntrospectedTokens(name: way.name, tokens.settings, asking: Nobody())
            case .session(let session):
                issuers?.sessions(session, name: way.name)
                    ?? JSONWebTokens(
                        name: way.name, session.tokens.settings, keys: FixedTokenKeys(.none, algorithms: []))
            case .basic(let users): users
            case .clientCertificate(let certificates): certificates
            }
        }
        sessions = ways.compactMap { $0 as? BrowserSessions }
        func limits(
            _ limits: [LimitPlan], _ places: [Int], path: PathPattern, request: RequestPlan? = nil
        ) -> Limits {
            let all = zip(limits, places).map { limit, place in
                (
                    prepared: PreparedLimit(limit, path: path, request: request, in: plan),
                    meter: meters.entries[place].meter, shared: sharing == nil ? nil : meters.entries[place].shared
                )
            }
            func policy(_ policy: LimitPolicy?) -> (any RequestPolicy)? {
                guard let sharing, let policy else { return policy }
                return SharedLimitPolicy(policy, sharing: sharing)
            }
            return Limits(
                first: policy(LimitPolicy(all.filter { !$0.prepared.plan.needsIdentity })),
                identified: policy(LimitPolicy(all.filter(\.prepared.plan.needsIdentity))))
        }
        // Nobody is known there yet, and the issuer is asked at each.
        logIns = limits(plan.settings.limits, meters.logIns, path: PathPattern([])).first.map { [$0] } ?? []
        endpoints = zip(plan.endpoints, meters.endpoints).map { endpoint, places in
            var policies = Self.policies(
                limits(endpoint.limits, places, path: endpoint.path, request: endpoint.request), endpoint.access,
                PreparedAccess(endpoint, in: plan), ways)

            // Whether it is a repetition: whose key it is, and what it costs, must be known.
            if let policy = RepeatPolicy(
                endpoint, services: plan.services, ways: plan.settings.ways, store: repeats)
            {
                policies.append(policy)
            }

            // What the body is comes last: whoever may not ask at all is told that, and not how to ask.
            if endpoint.reads.contains(.body) { policies.append(ReadableBodyPolicy()) }

            return policies
        }
        routes = zip(plan.routes, meters.routes).map { route, places in
            Self.policies(
                limits(route.limits, places, path: route.path), route.access, PreparedAccess(route, in: plan), ways)
        }
    }

    /// In place of servers where there is no way to reach one.
    private struct Nobody: TokenIntrospector {
        let secondsSince1970 = 0

        func ask(_ token: Secret, _ done: @escaping @Sendable (IntrospectionResponse?) -> Void) { done(nil) }
    }

    /// The limits of an endpoint or a route: those that need not know who the client is, and those that do.
    private struct Limits {
        let first: (any RequestPolicy)?
        let identified: (any RequestPolicy)?
    }

    /// Those of an endpoint and a route alike.
    private static func policies(
        _ limits: Limits, _ access: AccessPlan, _ rules: PreparedAccess?, _ ways: [any Authenticator]
    ) -> [any RequestPolicy] {
        var policies: [any RequestPolicy] = []

        // Limits by address, and by what else the request says: whoever tries credentials meets them.
        if let policy = limits.first { policies.append(policy) }

        // Who it is: all that follows may read it.
        let asked = access.ways.compactMap { ways.indices.contains($0) ? ways[$0] : nil }
        if !access.ways.isEmpty {
            policies.append(AuthenticationPolicy(asked, isOptional: access.isOptional))
        }

        // Whether that one may.
        if let rules, rules.asksEarly { policies.append(AccessRulePolicy(access: rules)) }

        // How often that one may.
        if let policy = limits.identified { policies.append(policy) }

        return policies
    }
}
