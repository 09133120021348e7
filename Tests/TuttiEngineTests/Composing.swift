import HTTPTypes
import TuttiComposition
import TuttiEngine
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Composes over scripted services: composition files in, responses out, in virtual time.
final class Composing: Sendable {
    let engine: CompositionEngine
    let transport: VirtualTransport

    /// Services `users`, `orders` and `payments`, each at a host of its own name; `service` is added to each.
    ///
    /// Where `users` has several instances and `service` says no other `balance`, they take turns, so that a test knows whose it is.
    /// With `keys`, a file of keys, there is a way to authenticate, `partners`; `gateway` is what gateway.yaml begins with.
    init(
        _ endpoint: String, service: String = "", userInstances: [String] = ["users"], keys: String? = nil,
        gateway more: String = "",
        observer: (any ServiceObserver)? = nil,
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse
    ) throws {
        let services = ["users", "orders", "payments"].map { name -> String in
            let hosts = name == "users" ? userInstances : [name]
            let instances = hosts.map { "http://\($0):80" }.joined(separator: ", ")
            let balance = hosts.count > 1 && !service.contains("balance:") ? ", balance: round-robin" : ""
            return "  \(name): { instances: [\(instances)]\(balance)\(service.isEmpty ? "" : ", " + service) }"
        }
        var gateway = more + "services:\n" + services.joined(separator: "\n") + "\n"
        var files = [(name: "endpoint.yaml", text: endpoint)]
        if let keys {
            gateway += "auth: { partners: { api-keys: { keys: keys.yaml } } }\n"
            files.append((name: "keys.yaml", text: keys))
        }
        let result = CompositionLoader(environment: [:]).load(
            files: [(name: "gateway.yaml", text: gateway)] + files)
        guard let plan = result.plan else {
            throw InvalidComposition(
                text: result.diagnostics.map { "\($0.position): \($0.message)" }.joined(separator: "\n"))
        }
        engine = CompositionEngine(plan: plan, observer: observer)
        transport = VirtualTransport(script)
    }

    struct InvalidComposition: Error {
        let text: String
    }

    /// The response to one request.
    func response(_ request: ClientRequest = .get("7")) throws -> ComposedResponse {
        try response(request, cancelledAfter: nil)
    }

    /// The response to one request when its client leaves after a while.
    func response(_ request: ClientRequest, cancelledAfter: TimeSpan?) throws -> ComposedResponse {
        let (engine, transport) = (engine, transport)
        let response = transport.run {
            let task = Task(executorPreference: transport) {
                await engine.response(request, endpoint: 0, over: transport)
            }
            if let cancelledAfter { _ = transport.schedule(at: transport.now + cancelledAfter) { task.cancel() } }
            return await task.value
        }
        guard let response else { throw Stuck() }
        return response
    }

    /// Lets time pass without a request.
    func pass(_ time: TimeSpan) {
        let transport = transport
        _ = transport.run { [end = transport.now + time] in
            await withCheckedContinuation { continuation in
                _ = transport.schedule(at: end) { continuation.resume() }
            }
        }
    }

    struct Stuck: Error {}
}

extension ClientRequest {
    static func get(_ parameters: String..., query: String = "", headers: any ClientHeaders = NoClientHeaders())
        -> ClientRequest
    {
        ClientRequest(id: "r1", method: .get, pathParameters: parameters, query: query, headers: headers)
    }

    static func post(_ body: String) -> ClientRequest {
        ClientRequest(id: "r1", method: .post, body: Array(body.utf8))
    }
}

extension ComposedResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a header by lower-case name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == name }?.value
    }

    var compositionStatus: String { header("composition-status") ?? "" }
}

struct Fields: ClientHeaders {
    let pairs: [(String, String)]

    func values(named name: String) -> [String] {
        pairs.filter { $0.0.lowercased() == name.lowercased() }.map(\.1)
    }

    func forEach(_ visit: (String, String) -> Void) {
        for pair in pairs { visit(pair.0, pair.1) }
    }
}

extension ScriptedResponse {
    /// `1` with a header `x-total`.
    static func total(_ value: String) -> ScriptedResponse {
        let headers = HTTPField.Name("x-total").map { [HTTPField(name: $0, value: value)] } ?? []
        return .result(.response(UpstreamResponse(status: 200, headers: headers, body: Array("1".utf8))))
    }

    /// No connection: nothing was sent.
    static let refused = ScriptedResponse.result(
        .failure(UpstreamFailure(.connect, "refused", phase: .connecting)))
}
