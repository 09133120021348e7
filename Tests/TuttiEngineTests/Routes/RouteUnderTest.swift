import HTTPTypes
import TuttiComposition
import TuttiPlan
import TuttiResilience
import TuttiUpstream

@testable import TuttiEngine

/// A route of a file, and what becomes of requests that it takes.
struct RouteUnderTest {
    let engine: CompositionEngine

    /// The first route of a file with services `orders`, at two hosts if it is given two, and `next`; `service` is added to each.
    init(
        _ route: String, service: String = "", orders: String = "http://orders:80",
        observer: (any ServiceObserver)? = nil
    ) throws {
        let keys = service.isEmpty ? "" : ", " + service
        let gateway = """
            env: [REGION]
            services:
              orders: { instances: [\(orders)]\(keys) }
              next: { instances: ["http://next:81"]\(keys) }
            """
        let result = CompositionLoader(environment: ["REGION": "eu"]).load(files: [
            (name: "gateway.yaml", text: gateway), (name: "route.yaml", text: route),
        ])
        guard let plan = result.plan else {
            throw Composing.InvalidComposition(
                text: result.diagnostics.map { "\($0.position): \($0.message)" }.joined(separator: "\n"))
        }
        engine = CompositionEngine(plan: plan, observer: observer)
    }

    var route: PreparedRoute { engine.routes[0] }

    /// What becomes of a request.
    func action(
        _ path: String, _ parameters: [String] = [], method: HTTPRequest.Method = .get, query: String = "",
        headers: [(String, String)] = [], client: Int = 0, chance: Double = 0
    ) -> PreparedRoute.Action {
        route.action(
            on: ClientRequest(
                id: "r1", method: method, pathParameters: parameters, query: query, headers: Fields(pairs: headers),
                client: ClientGroup(number: client)),
            path: path[...], chance: { chance })
    }

    /// The request that is sent, if one is.
    func forwarded(
        _ path: String, _ parameters: [String] = [], method: HTTPRequest.Method = .get, query: String = "",
        headers: [(String, String)] = [], client: Int = 0, chance: Double = 0
    ) -> ForwardedRequest? {
        let action = action(
            path, parameters, method: method, query: query, headers: headers, client: client, chance: chance)
        guard case .forward(let request) = action else { return nil }
        return request
    }

    /// The response that is given without a service, if one is.
    func response(
        _ path: String, _ parameters: [String] = [], query: String = "", headers: [(String, String)] = []
    ) -> ComposedResponse? {
        guard case .respond(let response) = action(path, parameters, query: query, headers: headers) else { return nil }
        return response
    }
}

extension ForwardedRequest {
    /// What goes on the wire, for a client with these headers.
    func sent(headers: [(String, String)] = []) throws -> StreamedRequest? {
        let call = ForwardedCall(request, by: ManualClock()) {}
        defer { call.giveUp() }
        guard case .send = call.begin() else { return nil }
        return call.streamed(headers: headers.compactMap { HTTPField($0, $1) }, body: .none)
    }
}

extension HTTPField {
    /// A header of a test.
    init?(_ name: String, _ value: String) {
        guard let name = HTTPField.Name(name) else { return nil }
        self.init(name: name, value: value)
    }

    /// `x-user: 7`.
    var line: String { "\(name.canonicalName): \(value)" }
}
