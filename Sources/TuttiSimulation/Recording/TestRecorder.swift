internal import HTTPTypes
package import TuttiEngine
internal import TuttiJSON
package import TuttiPlan
package import TuttiUpstream

/// Turns a request to the real services into a test: `tutti test --record`.
package struct TestRecorder: Sendable {
    private let plan: GatewayPlan

    /// A recorder for the endpoints of a plan.
    package init(_ plan: GatewayPlan) {
        self.plan = plan
    }

    /// A request that was made, as a test.
    package struct Recording: Sendable {
        /// The test.
        package let test: EndpointTest
        /// The endpoint.
        package let endpoint: EndpointPlan
        /// How each call ended.
        package let calls: [CallReport]
        /// What is to be said about the test: what could not be recorded, and what had to be left out.
        package let notes: [String]
    }

    /// Makes a request; call it in a task that prefers the worker.
    ///
    /// The request is made as it is, and written down without what are most likely secrets: see ``SecretNames``.
    ///
    /// What would not be the same the next time (a time, an id that the response makes up) is left out of the expected body:
    /// the test is run once, without the services, and what then differs is not expected.
    package func record(
        _ request: TestRequest, endpoint index: Int, over transport: some UpstreamRuntime
    ) async -> Recording {
        let endpoint = plan.endpoints[index]
        let recording = RecordingTransport(transport)
        let asked = ClientRequest(request)
        let alone = GatewayPlan(
            settings: plan.settings, services: plan.services, endpoints: [endpoint], routes: [],
            zone: plan.zone)
        let response: ComposedResponse =
            if let refusal = alone.refusal(of: asked) {
                refusal
            } else {
                await CompositionEngine(plan: plan).response(asked, endpoint: index, over: recording)
            }
        var notes: [String] = []
        var secrets: Set<String> = []
        let written = request.withoutSecrets(&secrets)
        let services = scripts(recording.exchanges, endpoint, &notes, &secrets)
        if !secrets.isEmpty {
            notes.append(
                "left out, as they are most likely secrets: \(secrets.sorted().map { "`\($0)`" }.joined(separator: ", "))"
            )
        }
        // How far a call had come when the rest was given up is a matter of time.
        let ended = response.calls.filter { $0.outcome.reason != .canceled }
        var expect = TestExpectation(
            status: response.status, outcomes: ended.map { ($0.name, $0.outcome.reason?.rawValue ?? $0.outcome.label) },
            body: Self.body(response))
        let replay = TestRunner(plan).run(Self.test(written, services, expect), of: endpoint).steps.first
        if let body = expect.body, let again = replay?.response.flatMap(Self.body),
            !BodyComparison.agrees(again, with: body)
        {
            expect.body = BodyComparison.common(body, again)
            notes.append("members of the response that are not the same each time are left out of `expect`")
        }
        for mismatch in replay?.mismatches ?? [] where !mismatch.subject.hasPrefix("body") {
            notes.append("without the services, \(mismatch.subject): \(mismatch.text)")
        }
        return Recording(
            test: Self.test(written, services, expect), endpoint: endpoint, calls: response.calls, notes: notes)
    }

    private static func test(
        _ request: TestRequest, _ services: [Int: ServiceScript], _ expect: TestExpectation
    ) -> EndpointTest {
        let position = SourcePosition(file: "recorded", line: 1, column: 1)
        return EndpointTest(
            name: "\(request.method.rawValue) \(request.target)", services: services,
            steps: [.request(TestStep(request: request, expect: expect, position: position))], position: position)
    }

    /// The response's body; of a problem without the id of the request, which is another one each time.
    private static func body(_ response: ComposedResponse) -> JSONValue? {
        guard let json = response.json, response.isProblem else { return response.json }
        var problem = JSONObject(json.members)
        problem["request-id"] = nil
        return .object(problem)
    }

    private func scripts(
        _ exchanges: [RecordedExchange], _ endpoint: EndpointPlan, _ notes: inout [String], _ secrets: inout Set<String>
    ) -> [Int: ServiceScript] {
        var scripts: [Int: ServiceScript] = [:]
        for exchange in exchanges {
            let label = exchange.request.call.label
            guard
                let call = endpoint.calls.first(where: { $0.name == label || UndoPlan.name(ofCall: $0.name) == label })
            else { continue }
            let service = plan.services[call.service]
            let wanted = exchange.request.call.wantedHeaders
            if case .response(let response)? = exchange.result {
                response.headers.filter { wanted.contains($0.name) && SecretNames.hold($0.name.canonicalName) }
                    .forEach { secrets.insert($0.name.canonicalName) }
            }
            let (response, note) = RecordedResponse.response(
                exchange.result, wanted: wanted.filter { !SecretNames.hold($0.canonicalName) },
                isText: call.bodyKind != .json)
            if let note { notes.append("\(call.name): \(note)") }
            let pattern = RequestPattern(
                method: exchange.request.call.method.rawValue,
                target: service.target(of: exchange.request.target, at: exchange.request.instance.origin))
            var script = scripts[call.service] ?? ServiceScript(rules: [])
            if let place = script.rules.firstIndex(where: { $0.pattern.description == pattern.description }) {
                script.rules[place].responses.append(response)
            } else {
                script.rules.append(ServiceScript.Rule(pattern, [response]))
            }
            scripts[call.service] = script
        }
        return scripts
    }
}
