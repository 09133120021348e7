internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads `tests` of an endpoint or a route.
struct TestReader {
    let gateway: GatewayReader.Result
    /// What they stand beside.
    let document: TestedDocument
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }
    private var scripts: ScriptReader { ScriptReader(gateway: gateway, diagnostics: diagnostics) }

    /// The tests as far as they could be read.
    func tests(_ node: YAMLNode) -> [EndpointTest] {
        // `tests:` without a value has no tests yet; a recorded one can be pasted below it.
        if node.isNull { return [] }
        guard case .sequence(let elements) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`tests` must be a list, not \(node.kindInWords)",
                    help: "each test begins with `- name:`")
            }
            return []
        }
        var names: [String: SourceSpan] = [:]
        return elements.compactMap { test($0, &names) }
    }

    private func test(_ node: YAMLNode, _ names: inout [String: SourceSpan]) -> EndpointTest? {
        guard let mapping = MappingReader(node, TestKeys.table, diagnostics) else { return nil }
        var test = EndpointTest(name: "", steps: [], position: node.start.position)
        if let name = name(mapping, node, &names) {
            test.name = name.text
            test.position = name.span.position
        }
        if let node = mapping[StepKeys.services] { test.services = scripts.services(node) }
        if let node = mapping[TestKeys.required] {
            test.required = required(node, mapping)
        }
        if let node = mapping[TestKeys.env] { test.environment = environment(node) }
        test.steps = mapping[TestKeys.steps].map { steps($0, mapping) } ?? onlyStep(mapping)
        return test
    }

    private func required(_ node: YAMLNode, _ mapping: MappingReader) -> [JSONPointer] {
        guard let response = document.response else {
            if let span = mapping.keySpan(TestKeys.required) {
                diagnostics.error(
                    .unknownKey, at: span, "a test of a route has no `required`",
                    help: "remove it: `tutti test --each-failure` is for calls")
            }
            return []
        }
        return MemberPathReader(response: response, diagnostics: diagnostics).paths(node)
    }

    /// `env: { REGION: eu }`.
    private func environment(_ node: YAMLNode) -> [(name: String, value: String)] {
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span,
                    "`env` of a test must be a mapping of names to text, not \(node.kindInWords)",
                    help: "write it like `{ REGION: eu }`")
            }
            return []
        }
        return members.compactMap { member in
            let name = member.key.text
            if gateway.isComplete, !gateway.environmentNames.contains(name) {
                diagnostics.error(
                    .unknownName, at: member.key.span, "`env` of gateway.yaml doesn't list `\(name)`",
                    help: NearestName.to(name, among: gateway.environmentNames.sorted()).map { "did you mean `\($0)`?" }
                        ?? "list it there: `env: [\(name)]`")
            }
            return scalars.text(member.value, "a variable").map { (name, $0.text) }
        }
    }

    private func name(
        _ mapping: MappingReader, _ node: YAMLNode, _ names: inout [String: SourceSpan]
    ) -> YAMLScalar? {
        guard let value = mapping[TestKeys.name] else {
            if !mapping.has(TestKeys.name) {
                diagnostics.error(
                    .missingKey, at: node.start, "a test has a `name`",
                    help: "say what it shows: `name: orders are slow`")
            }
            return nil
        }
        guard let name = scalars.text(value, "`name`") else { return nil }
        if let first = names[name.text] {
            diagnostics.error(
                .invalidName, at: name.span, "two tests of this \(document.kind.rawValue) are called `\(name.text)`",
                help: "say in each name what it shows", related: [("the first one", first)])
        }
        names[name.text] = name.span
        return name
    }

    /// The one request of a test without `steps`.
    private func onlyStep(_ mapping: MappingReader) -> [EndpointTest.Step] {
        if mapping[StepKeys.expect] == nil, !mapping.has(StepKeys.expect) {
            diagnostics.error(
                .missingKey, at: mapping.span, "this test expects nothing",
                help: "say what must come of it: `expect: { status: 200 }`")
        }
        return step(mapping, place: "a test").map { [.request($0)] } ?? []
    }

    private func steps(_ node: YAMLNode, _ test: MappingReader) -> [EndpointTest.Step] {
        for key in TestKeys.keysOfSteps {
            guard let span = test.keySpan(key) else { continue }
            diagnostics.error(
                .unknownKey, at: span, "a test with `steps` has no `\(key.name)` of its own", help: "put it into a step"
            )
        }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`steps` must be a list of at least one step",
                    help: "each step begins with `- request:`")
            }
            return []
        }
        let steps = elements.compactMap(step)
        let areAllWaits = steps.allSatisfy { if case .wait = $0 { true } else { false } }
        if areAllWaits, steps.count == elements.count {
            diagnostics.error(
                .missingKey, at: node.start, "these steps make no request", help: "a step begins with `- request:`")
        }
        return steps
    }

    private func step(_ node: YAMLNode) -> EndpointTest.Step? {
        guard let mapping = MappingReader(node, StepKeys.table, diagnostics) else { return nil }
        guard mapping[StepKeys.wait] != nil else { return step(mapping, place: "a step").map { .request($0) } }
        for key in StepKeys.besidesWait {
            guard let span = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .unknownKey, at: span, "a step that waits has no `\(key.name)`", help: "make two steps of it")
        }
        return mapping.value(StepKeys.wait).map { .wait($0) }
    }

    private func step(_ mapping: MappingReader, place: String) -> TestStep? {
        var services: [Int: ServiceScript] = [:]
        if place == "a step", let node = mapping[StepKeys.services] { services = scripts.services(node) }
        let expect = mapping[StepKeys.expect].flatMap {
            ExpectationReader(document: document, diagnostics: diagnostics).expectation($0)
        }
        let headers = mapping[StepKeys.headers].map { TestHeaderReader(diagnostics: diagnostics).headers($0) }
        let body = mapping[StepKeys.body].map { $0.literal(diagnostics) }
        let repeats = mapping.valueOrDefault(StepKeys.repeats)
        guard let node = mapping[StepKeys.request] else {
            if !mapping.has(StepKeys.request) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "\(place) has a `request`",
                    help: "say what a client asks: `request: \(document.line?.example ?? "GET /profile/7")`")
            }
            return nil
        }
        guard var request = RequestLineReader(diagnostics: diagnostics).client(node, of: document), let repeats else {
            return nil
        }
        request.identity = TestIdentityReader(gateway: gateway, document: document, diagnostics: diagnostics)
            .identity(mapping)
        request.headers = headers ?? []
        request.body = body
        return TestStep(
            request: request, services: services, expect: expect ?? TestExpectation(), repeats: repeats,
            position: node.span.position)
    }
}
