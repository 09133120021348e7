internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
package import TuttiPlan
internal import TuttiResilience

/// Runs the tests beside endpoints and routes, without sockets and in virtual time.
///
/// Each test has an engine of its own, so that breakers and cached responses are its own; its steps share it. Each of its requests
/// comes from another client, so a breaker, which several clients must see failing, opens after a few requests.
package struct TestRunner: Sendable {
    private let plan: GatewayPlan

    /// A runner for the endpoints and routes of a plan.
    package init(_ plan: GatewayPlan) {
        self.plan = plan
    }

    /// Runs a test; blocks until it has ended, which takes no longer than the composing itself.
    package func run(_ test: EndpointTest, of endpoint: EndpointPlan) -> TestResult {
        run(test, of: endpoint, interference: nil)
    }

    /// Runs a test of a route.
    ///
    /// Where chance picks one of several services, it is the first one that has a weight. Nothing is mirrored.
    package func run(_ test: EndpointTest, of route: RoutePlan) -> TestResult {
        var calls: [(name: String, service: Int)] = []
        if case .forward(let forward) = route.action {
            calls = forward.split.shares.map { (plan.services[$0.service].name, $0.service) }
        }
        let script = TestScript(test, calls: calls, services: plan.services, interference: nil)
        return run(test, called: route.name, endpoints: [], routes: [route], script)
    }

    /// Runs a test, with some calls failing whatever it says.
    func run(_ test: EndpointTest, of endpoint: EndpointPlan, interference: FailureInjection?) -> TestResult {
        let script = TestScript(
            test, calls: endpoint.calls.map { ($0.name, $0.service) }, services: plan.services,
            interference: interference)
        return run(test, called: endpoint.name, endpoints: [endpoint], routes: [], script)
    }

    /// Runs a test of the only endpoint or route: the others have no part in it, and preparing them takes time.
    private func run(
        _ test: EndpointTest, called name: String, endpoints: [EndpointPlan], routes: [RoutePlan], _ script: TestScript
    ) -> TestResult {
        var result = TestResult(endpoint: name, name: test.name, position: test.position, steps: [])
        let settings = plan.settings.with(environment: test.environment(over: plan.settings.environment))
        let alone = GatewayPlan(
            settings: settings, services: plan.services, endpoints: endpoints, routes: routes,
            zone: plan.zone)
        let transport = VirtualTransport { script.response($0) }
        let bench = TestBench(
            engine: CompositionEngine(plan: alone), transport: transport, script: script, services: plan.services)
        for (index, step) in test.steps.enumerated() {
            switch step {
            case .wait(let span): bench.wait(span)
            case .request(let step):
                script.begin(step: index, scripts: step.services)
                for repetition in 1...step.repeats {
                    var run = bench.run(step, client: result.steps.count)
                    run.number = test.steps.count > 1 ? index + 1 : nil
                    run.repetition = step.repeats > 1 ? repetition : nil
                    result.steps.append(run)
                    // What comes after one that failed says little.
                    if !run.mismatches.isEmpty { return result }
                }
            }
        }
        return result
    }
}

/// The engine of one test and what it runs on.
private struct TestBench {
    let engine: CompositionEngine
    let transport: VirtualTransport
    let script: TestScript
    let services: [ServicePlan]

    /// 2026-01-01T00:00:00Z: what `now()` gives at the start of each test.
    private static let start = 1_767_225_600

    func wait(_ span: TimeSpan) {
        let transport = transport
        _ = transport.run {
            await withCheckedContinuation { continuation in
                _ = transport.schedule(at: transport.now + span) { continuation.resume() }
            }
        }
    }

    /// An address of those that are for documentation (RFC 5737).
    private static func address(ofClient number: Int) -> String { "192.0.2.\(1 + number % 254)" }

    /// Makes a step's request, as the client with that number.
    func run(_ step: TestStep, client: Int) -> StepResult {
        let (engine, transport) = (engine, transport)
        let earlier = transport.calls.count
        var request = ClientRequest(
            step.request, secondsSince1970: Self.start + Int(clamping: transport.now.nanoseconds / 1_000_000_000))
        request.client = ClientGroup(number: client)
        request.clientAddress = Self.address(ofClient: client)
        let path = step.request.path
        let end = transport.run { [request] in
            let began = transport.now
            let response: ComposedResponse?
            if let route = engine.routes.first {
                if let refusal = engine.plan.refusal(of: request), route.takes(request) {
                    response = refusal
                } else {
                    response = await route.response(to: request, path: path, over: transport)
                }
            } else if let refusal = engine.plan.refusal(of: request) {
                response = refusal
            } else {
                response = await engine.response(request, endpoint: 0, over: transport)
            }
            return (response: response, duration: transport.now - began)
        }
        guard end == nil || end?.response != nil else { return .notTaken(step) }
        var result = StepResult(
            step: step, response: end?.response, duration: end?.duration ?? .zero,
            exchanges: exchanges(transport.calls.dropFirst(earlier)), mismatches: [])
        result.mismatches = step.expect.mismatches(in: result) { script.script(of: $0) }
        return result
    }

    /// What the worker saw and what the script said, which are in the same order.
    private func exchanges(_ calls: ArraySlice<ScriptedCall>) -> [TestExchange] {
        zip(calls, script.takeAsked()).map { call, asked in
            let wait = asked.response?.waits ?? .zero
            let isLate = asked.response != nil && call.startedAt + wait >= call.deadline
            let end = call.canceledAt ?? (isLate ? call.deadline : call.startedAt + wait)
            return TestExchange(
                call: call.name, service: services.indices.contains(asked.service) ? services[asked.service].name : "",
                serviceIndex: asked.service, method: call.method, target: asked.target,
                headers: call.headers, body: call.body,
                response: asked.response,
                duration: end - call.startedAt, wasCanceled: call.canceledAt != nil, wasLate: isLate)
        }
    }
}

extension EndpointTest {
    /// The gateway's variables with those of the test in their place.
    fileprivate func environment(over gateways: JSONValue) -> JSONValue {
        guard !environment.isEmpty else { return gateways }
        var variables = JSONObject(gateways.members)
        for (name, value) in environment { variables[name] = .string(value) }
        return .object(variables)
    }
}

extension ServiceResponse {
    /// How long it takes; more than any call has for one that never comes.
    fileprivate var waits: TimeSpan {
        if let after { return after }
        if case .failure(.timeout) = ending { return TimeSpan(nanoseconds: .max) }
        return .zero
    }
}
