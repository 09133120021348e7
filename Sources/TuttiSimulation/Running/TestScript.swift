internal import HTTPTypes
internal import Synchronization
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Responds to the requests of one test as its services' scripts say, and records them.
final class TestScript: Sendable {
    /// Where a list of responses stands.
    private struct Turn: Hashable {
        /// The step whose script it is; nil for the test's own, which all steps share.
        let step: Int?
        let service: Int
        let rule: Int
    }

    private struct State {
        var step = 0
        var scripts: [Int: ServiceScript] = [:]
        var turns: [Turn: Int] = [:]
        var asked: [Asked] = []
    }

    /// A request as it came, and the response that was found for it.
    struct Asked {
        let service: Int
        let target: String
        let response: ServiceResponse?
    }

    private let services: [ServicePlan]
    /// The indices of the services, by the names of the calls.
    private let calls: [String: Int]
    private let scripts: [Int: ServiceScript]
    private let interference: FailureInjection?
    private let state = Mutex(State())

    /// A script.
    ///
    /// - Parameters:
    ///   - test: what services do.
    ///   - calls: the names of the calls and the indices of their services.
    ///   - services: those of the plan.
    ///   - interference: what some calls get, whatever the test says.
    init(
        _ test: EndpointTest, calls: [(name: String, service: Int)], services: [ServicePlan],
        interference: FailureInjection?
    ) {
        self.services = services
        self.calls = Dictionary(
            calls.flatMap { [($0.name, $0.service), (UndoPlan.name(ofCall: $0.name), $0.service)] }
        ) { first, _ in first }
        scripts = test.services
        self.interference = interference
    }

    /// A step begins that has scripts of its own for some services; lists of responses in it begin anew.
    func begin(step: Int, scripts: [Int: ServiceScript]) {
        state.withLock { state in
            state.step = step
            state.scripts = scripts
            state.asked = []
        }
    }

    /// What was asked since the step, or its repetition, began.
    func takeAsked() -> [Asked] {
        state.withLock { state in
            defer { state.asked = [] }
            return state.asked
        }
    }

    /// What the test says of a service at this moment.
    func script(of service: Int) -> ServiceScript? {
        state.withLock { $0.scripts[service] } ?? scripts[service]
    }

    /// Answers a request.
    func response(_ request: ScriptedCall) -> ScriptedResponse {
        let service = calls[request.name] ?? -1
        let target =
            services.indices.contains(service)
            ? services[service].target(of: request.target, at: request.origin) : request.target
        let response =
            interference?.response(toCall: request.name)
            ?? next(method: request.method, target: target, origin: request.origin.description, service: service)
            ?? interference?.foreseen(request.name)
        state.withLock { $0.asked.append(Asked(service: service, target: target, response: response)) }
        return response.map { Self.scripted($0, for: request) }
            ?? .result(.failure(UpstreamFailure(.connect, "the test does not say what the service answers")))
    }

    /// The next response of the most specific rule.
    private func next(method: String, target: String, origin: String, service: Int) -> ServiceResponse? {
        state.withLock { state in
            let own = state.scripts[service]
            guard let script = own ?? scripts[service] else { return nil }
            let matching = script.rules.indices.filter {
                script.rules[$0].pattern.matches(method: method, target: target, origin: origin)
            }
            let best = matching.min { (script.rules[$0].pattern.rank, $0) < (script.rules[$1].pattern.rank, $1) }
            guard let best else { return nil }
            let turn = Turn(step: own == nil ? nil : state.step, service: service, rule: best)
            let count = state.turns[turn, default: 0]
            state.turns[turn] = count + 1
            let responses = script.rules[best].responses
            return responses.indices.contains(count) ? responses[count] : responses.last
        }
    }

    private static func scripted(_ response: ServiceResponse, for request: ScriptedCall) -> ScriptedResponse {
        switch response.ending {
        case .failure(let reason):
            if reason == .timeout, response.after == nil { return .never }
            let kind = UpstreamFailure.Reason(rawValue: reason.rawValue) ?? .reset
            let isConnecting = [.connect, .dns, .tls].contains(kind)
            return .result(
                .failure(UpstreamFailure(kind, "the test says so", phase: isConnecting ? .connecting : .exchanging)),
                after: response.after ?? .zero)
        case .response(let status, let headers, let body):
            let bytes = request.method == "HEAD" ? [] : body.bytes
            guard bytes.count <= request.upstream.maximumResponseBytes else {
                let failure = UpstreamFailure(.tooLarge, "the response in the test is larger than `max-response`")
                return .result(.failure(failure), after: response.after ?? .zero)
            }
            // As from a socket: a header that nobody reads is dropped. A route, which names none, passes on all.
            let named = request.upstream.wantedHeaders
            let wanted = named.isEmpty ? headers : headers.filter { named.contains($0.name) }
            return .result(
                .response(UpstreamResponse(status: status, headers: wanted, body: bytes, connectionReused: true)),
                after: response.after ?? .zero)
        }
    }
}

extension ServiceResponse.Body {
    /// The bytes on the wire.
    fileprivate var bytes: [UInt8] {
        switch self {
        case .none: return []
        case .text(let text): return Array(text.utf8)
        case .json(let value):
            return value.jsonBytes
        }
    }
}
