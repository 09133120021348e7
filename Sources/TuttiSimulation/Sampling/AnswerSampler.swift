internal import HTTPTypes
internal import TuttiEngine
package import TuttiJSON
package import TuttiPlan

/// An answer that an endpoint gives in its tests.
package struct AnswerSample: Sendable {
    /// What was asked.
    package var request: TestRequest
    /// What was answered: a composed answer, no problem.
    package var body: JSONValue
    /// Whether every call came to a result of its own.
    package var isWhole: Bool
}

/// Collects the answers that endpoints give in their tests, to learn what answers look like.
package struct AnswerSampler: Sendable {
    private let runner: TestRunner

    /// A sampler for the endpoints of a plan.
    package init(_ plan: GatewayPlan) {
        runner = TestRunner(plan)
    }

    /// The answers in the tests that pass, then those of the first test in which all is well with each optional call failing, and
    /// with all of them.
    ///
    /// Problem answers are left out, and answers to `?fields=`, which have only a part of the members.
    package func samples(of endpoint: EndpointPlan) -> [AnswerSample] {
        var samples: [AnswerSample] = []
        var isExplored = false
        for test in endpoint.tests {
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
            base.exchanges.compactMap { exchange in exchange.answer.map { (exchange.call, $0) } }
        ) { first, _ in first }
        let optional = endpoint.calls.filter { !$0.isRequired }.map(\.name)
        let failing = optional.map { Set([$0]) } + (optional.count > 1 ? [Set(optional)] : [])
        return failing.compactMap { calls in
            let injection = FailureInjection(calls: calls, answer: ServiceAnswer(.failure(.reset)), known: known)
            return runner.run(test, of: endpoint, interference: injection).steps.first
        }
    }

    private static func isWhole(_ step: StepResult) -> Bool {
        step.answer?.calls.allSatisfy { $0.outcome == .ok } == true
    }

    private static func add(_ step: StepResult, of endpoint: EndpointPlan, to samples: inout [AnswerSample]) {
        guard let answer = step.answer, !answer.isProblem, let body = answer.json else { return }
        let query = step.step.request.query.split(separator: "&")
        guard !endpoint.allowsFields || !query.contains(where: { $0 == "fields" || $0.hasPrefix("fields=") }) else {
            return
        }
        // A request that is repeated mostly has the same answer each time.
        if let last = samples.last, last.body == body { return }
        samples.append(AnswerSample(request: step.step.request, body: body, isWhole: isWhole(step)))
    }
}
