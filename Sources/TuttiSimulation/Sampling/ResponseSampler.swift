internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
package import TuttiPlan

/// Collects the responses that endpoints give in their tests, to learn what responses look like.
package struct ResponseSampler: Sendable {
    private let runner: TestRunner

    /// A sampler for the endpoints of a plan.
    package init(_ plan: GatewayPlan) {
        runner = TestRunner(plan)
    }

    /// The responses of the tests that pass; the first of them with one step and only calls that are `ok` is also run with each
    /// optional call failing, and with all of them failing.
    ///
    /// Problem responses are left out, and responses to `?fields=`, which have only a part of the members.
    ///
    /// - Parameters:
    ///   - endpoint: an endpoint of the plan.
    ///   - tests: the tests that stand beside it.
    /// - Returns: the responses, in the order of the tests; those with failing calls follow those of their test.
    package func samples(of endpoint: EndpointPlan, tests: [EndpointTest]) -> [ResponseSample] {
        var samples: [ResponseSample] = []
        var isExplored = false
        for test in tests {
            let result = runner.run(test, of: endpoint)
            guard result.passed else { continue }
            for step in result.steps { Self.add(step, of: endpoint, to: &samples) }
            guard !isExplored, let base = result.steps.first, result.steps.count == 1, Self.isWhole(base) else {
                continue
            }
            isExplored = true
            for step in failures(of: test, endpoint, base) { Self.add(step, of: endpoint, to: &samples) }
        }
        return samples
    }

    private func failures(of test: EndpointTest, _ endpoint: EndpointPlan, _ base: StepResult) -> [StepResult] {
        let known = Dictionary(
            base.exchanges.compactMap { exchange in exchange.response.map { (exchange.call, $0) } }
        ) { first, _ in first }
        let optional = endpoint.calls.filter { !$0.isRequired }.map(\.name)
        let failing = optional.map { Set([$0]) } + (optional.count > 1 ? [Set(optional)] : [])
        return failing.compactMap { calls in
            let injection = FailureInjection(calls: calls, response: ServiceResponse(.failure(.reset)), known: known)
            return runner.run(test, of: endpoint, interference: injection).steps.first
        }
    }

    private static func isWhole(_ step: StepResult) -> Bool {
        step.response?.calls.allSatisfy { $0.outcome == .ok } == true
    }

    private static func add(_ step: StepResult, of endpoint: EndpointPlan, to samples: inout [ResponseSample]) {
        guard let response = step.response, !response.isProblem, let body = response.json else { return }
        let query = step.step.request.query.split(separator: "&")
        guard !endpoint.allowsFields || !query.contains(where: { $0 == "fields" || $0.hasPrefix("fields=") }) else {
            return
        }
        // A request that is repeated mostly has the same response each time.
        if let last = samples.last, last.body == body { return }
        samples.append(ResponseSample(request: step.step.request, body: body, isWhole: isWhole(step)))
    }
}
