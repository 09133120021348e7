import HTTPTypes
import TuttiEngine
import TuttiExpressions
import TuttiJSON
import TuttiPlan
import TuttiResilience
import TuttiServer
import TuttiUpstream

/// Answers requests as a test says.
struct ScriptedResponses: RequestHandler {
    var plan: GatewayPlan
    var serviceStates: [ServiceState] = []
    var cachedResponses: (count: Int, bytes: Int) { (2, 700) }
    var script: @Sendable (ClientRequest, Int) async -> ComposedResponse

    func response(
        _ request: ClientRequest, endpoint: Int, over transport: some UpstreamTransport
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
        GatewayPlan(
            settings: GatewaySettings(),
            services: services.map { ServicePlan(name: $0, instances: []) },
            endpoints: endpoints.map(EndpointPlan.named))
    }
}

extension EndpointPlan {
    /// An endpoint without calls.
    static func named(_ name: String) -> EndpointPlan {
        let words = name.split(separator: " ", maxSplits: 1).map(String.init)
        return EndpointPlan(
            method: HTTPRequest.Method(words[0]) ?? .get, path: PathPattern(words[1]), deadline: .seconds(1),
            layout: ScopeLayout(names: []), reads: [], calls: [], response: .constant(.null),
            position: SourcePosition(file: "test.yaml", line: 1, column: 1))
    }
}

extension PathPattern {
    /// A pattern as it is written in a composition.
    init(_ text: String) {
        let segments = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        self.init(
            text == "/"
                ? []
                : segments.map {
                    let parts = $0.split(separator: "{", omittingEmptySubsequences: false)
                    guard parts.count == 2 else { return .literal(String($0)) }
                    let rest = parts[1].split(separator: "}", omittingEmptySubsequences: false)
                    return .parameter(String(rest[0]), prefix: String(parts[0]), suffix: String(rest[1]))
                })
    }
}
