import HTTPTypes
import TuttiEngine
import TuttiExpressions
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiServer
import TuttiUpstream

/// Answers requests as a test says.
struct ScriptedResponses: RequestHandler {
    var plan: GatewayPlan
    var serviceStates: [ServiceState] = []
    /// Those of an engine that has no endpoints.
    var routes: [PreparedRoute] {
        CompositionEngine(
            plan: GatewayPlan(settings: plan.settings, services: plan.services, endpoints: [], routes: plan.routes)
        ).routes
    }
    var cachedResponses: CacheFigures { CacheFigures(count: 2, bytes: 700) }
    var script: @Sendable (ClientRequest, Int) async -> ComposedResponse

    func response(
        _ request: ClientRequest, endpoint: Int, over transport: some UpstreamRuntime
    ) async -> ComposedResponse {
        await script(request, endpoint)
    }

    func successor(for plan: GatewayPlan) -> any RequestHandler {
        var successor = self
        successor.plan = plan
        return successor
    }
}

extension ComposedResponse {
    /// A response of 200 with a JSON body.
    static func json(_ body: String, calls: [CallReport] = [], responseFailures: [String] = []) -> ComposedResponse {
        ComposedResponse(
            status: 200, headers: [HTTPField(name: .contentType, value: "application/json")], body: Array(body.utf8),
            calls: calls, responseFailures: responseFailures)
    }
}

extension GatewayPlan {
    /// A plan whose endpoints are given as `GET /profile/{id}`.
    static func serving(_ endpoints: [String], services: [String] = []) -> GatewayPlan {
        .serving(endpoints.map { .named($0) }, services: services.map { .named($0) })
    }

    /// A plan of its parts.
    static func serving(
        _ endpoints: [EndpointPlan], routes: [RoutePlan] = [], services: [ServicePlan] = [],
        settings: GatewaySettings = .testing()
    ) -> GatewayPlan {
        GatewayPlan(settings: settings, services: services, endpoints: endpoints, routes: routes)
    }
}

extension EndpointPlan {
    /// An endpoint without calls.
    static func named(
        _ name: String, deadline: TimeSpan = .seconds(1), reads: Set<ScopeName> = [], calls: [CallPlan] = [],
        importance: Importance = .normal, line: Int = 1
    ) -> EndpointPlan {
        let words = name.split(separator: " ", maxSplits: 1).map(String.init)
        return EndpointPlan(
            method: HTTPRequest.Method(words[0]) ?? .get, path: PathPattern(words[1]), deadline: deadline,
            layout: ScopeLayout(names: []), reads: reads, calls: calls, response: .constant(.null), allowsFields: false,
            importance: importance,
            position: SourcePosition(file: "test.yaml", line: line, column: 1))
    }
}

extension RoutePlan {
    /// A route that forwards as it is to one service.
    static func forwarding(_ name: String, to service: Int = 0, line: Int = 1) -> RoutePlan {
        let words = name.split(separator: " ", maxSplits: 1).map(String.init)
        let share = ServiceSplit.Share(
            service: service, points: 0..<ServiceSplit.pointCount, timeout: .seconds(1), retry: nil)
        let forward = ForwardPlan(
            split: ServiceSplit(shares: [share], sticky: nil), target: .unchanged, headers: [], mirror: nil,
            idleTimeout: .seconds(300), maximumRequestBody: 1 << 20, buffersRequest: false, allowsEncodedSlashes: false)
        return RoutePlan(
            method: words.count > 1 ? HTTPRequest.Method(words[0]) : nil, path: PathPattern(words.last ?? "/"),
            summary: nil, condition: nil, action: .forward(forward), responseHeaders: [],
            layout: ScopeLayout(names: []), reads: [], textOfQuery: ReadParameters.Names(),
            position: SourcePosition(file: "test.yaml", line: line, column: 1))
    }
}

extension ServicePlan {
    /// A service without instances.
    static func named(_ name: String, maximumResponse: Int = 1 << 20) -> ServicePlan {
        ServicePlan(
            name: name, instances: [], balance: .roundRobin, timeout: .seconds(1),
            connectTimeout: .milliseconds(100), maximumResponse: maximumResponse,
            concurrency: LimiterPolicy(atOnce: 128, waiting: 64), retryBudget: 0.2, propagated: .all)
    }
}

extension GatewaySettings {
    /// Settings that differ from the defaults in these.
    static func testing(
        listen: ListenAddress = ListenAddress(host: "127.0.0.1", port: 8080), admin: ListenAddress? = nil,
        adminHosts: [String] = [], trustedProxies: TrustedProxies = TrustedProxies(), maximumRequestBody: Int = 1 << 20
    ) -> GatewaySettings {
        GatewaySettings(
            listeners: [ListenerPlan(address: listen)], admin: admin, adminHosts: adminHosts,
            trustedProxies: trustedProxies, deadline: .seconds(2), maximumRequestBody: maximumRequestBody,
            maximumCalls: 100, cacheMemory: 64 << 20, environment: .null)
    }
}

extension PathPattern {
    /// A pattern as it is written in a composition.
    init(_ text: String) {
        let hasRest = text.hasSuffix("/**")
        let path = hasRest ? text.dropLast(3) : text == "/" ? "" : text[...]
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        self.init(
            segments.map {
                let parts = $0.split(separator: "{", omittingEmptySubsequences: false)
                guard parts.count == 2 else { return .literal(String($0)) }
                let rest = parts[1].split(separator: "}", omittingEmptySubsequences: false)
                return .parameter(String(rest[0]), prefix: String(parts[0]), suffix: String(rest[1]))
            }, hasRest: hasRest)
    }
}
