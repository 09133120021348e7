internal import TuttiEngine
internal import TuttiJSON
package import TuttiPlan

/// Runs an endpoint with every call failing, alone and in pairs: `tutti test --each-failure`.
package struct FailureExplorer: Sendable {
    private let runner: TestRunner
    private let response: ServiceResponse

    /// An explorer of a plan's endpoints.
    ///
    /// - Parameters:
    ///   - plan: what is run.
    ///   - response: what becomes of each request of a call that fails.
    package init(_ plan: GatewayPlan, with response: ServiceResponse) {
        runner = TestRunner(plan)
        self.response = response
    }

    /// The matrix of an endpoint, from its first test of one request in which every call is ok.
    ///
    /// Where there is none, it is the first one in which every call is ok or skipped; those that are skipped there don't fail.
    ///
    /// - Parameters:
    ///   - endpoint: an endpoint of the plan.
    ///   - tests: the tests that stand beside it.
    /// - Returns: the matrix; without such a test it has no runs.
    package func matrix(of endpoint: EndpointPlan, tests: [EndpointTest]) -> FailureMatrix {
        var matrix = FailureMatrix(endpoint: endpoint.name, position: endpoint.position, scenario: nil, runs: [])
        let bases = tests.filter { $0.steps.count == 1 }.compactMap { test -> (test: EndpointTest, base: StepResult)? in
            let result = runner.run(test, of: endpoint)
            guard result.passed, let base = result.steps.first, base.step.repeats == 1,
                base.response?.calls.contains(where: { $0.outcome == .ok }) == true
            else { return nil }
            return (test, base)
        }
        let whole = bases.first { $0.base.ends(with: [.ok]) }
        if let (test, base) = whole ?? bases.first(where: { $0.base.ends(with: [.ok, .skipped, .forbidden]) }),
            let whole = base.response
        {
            matrix.scenario = FailureMatrix.Scenario(name: test.name, position: test.position)
            let known = Dictionary(
                base.exchanges.compactMap { exchange in exchange.response.map { (exchange.call, $0) } }
            ) { first, _ in first }
            for failing in Self.combinations(whole.calls.filter { $0.outcome == .ok }.map(\.name)) {
                let injection = FailureInjection(calls: Set(failing), response: response, known: known)
                let run = runner.run(test, of: endpoint, interference: injection).steps.first?.response
                guard let run else { continue }
                matrix.runs.append(
                    Self.judge(run, against: whole, failing: failing, endpoint, required: tests.flatMap(\.required)))
            }
        }
        return matrix
    }

    /// Each name, then each two of them.
    private static func combinations(_ names: [String]) -> [[String]] {
        names.map { [$0] }
            + names.indices.flatMap { first in names[(first + 1)...].map { [names[first], $0] } }
    }

    private static func judge(
        _ response: ComposedResponse, against whole: ComposedResponse, failing: [String], _ endpoint: EndpointPlan,
        required: [JSONPointer]
    ) -> FailureMatrix.Run {
        let isProblem = response.isProblem
        var run = FailureMatrix.Run(
            failing: failing, status: response.status, isProblem: isProblem, effects: [], others: [], vanished: [])
        // That the rest is given up when a required call has failed says nothing about the rest.
        for report in response.calls
        where !failing.contains(report.name) && report.outcome != .ok && report.outcome.reason != .canceled
            && whole.calls.first(where: { $0.name == report.name })?.outcome != report.outcome
        {
            run.others.append((report.name, report.outcome.inWords))
        }
        run.undos = response.calls.compactMap { report in report.undo.map { (report.name, $0) } }
        guard !isProblem else { return run }
        let (now, before) = (response.json ?? .null, whole.json ?? .null)
        run.body = now
        for (report, call) in zip(response.calls, endpoint.calls) where report.outcome != .ok {
            for pointer in call.sections {
                guard let effect = effect(at: pointer, now, before, report) else { continue }
                if !run.effects.contains(where: { $0.pointer == pointer }) { run.effects.append(effect) }
            }
        }
        // What some test of the endpoint calls required, each once.
        for pointer in required where !run.vanished.contains(pointer) {
            let value = pointer.resolve(in: now) ?? .null
            if (200...299).contains(response.status), value.isNull { run.vanished.append(pointer) }
        }
        return run
    }

    private static func effect(
        at pointer: JSONPointer, _ now: JSONValue, _ before: JSONValue, _ report: CallReport
    ) -> FailureMatrix.Effect? {
        let value = pointer.resolve(in: now) ?? .null
        let whole = pointer.resolve(in: before) ?? .null
        if value.isNull { return whole.isNull ? nil : FailureMatrix.Effect(pointer: pointer, kind: .missing) }
        switch report.outcome {
        case .failed, .skipped, .forbidden:
            return value == whole ? nil : FailureMatrix.Effect(pointer: pointer, kind: .changed)
        default:
            return FailureMatrix.Effect(pointer: pointer, kind: .fallback)
        }
    }
}

extension StepResult {
    /// Whether each call ended in one of these ways.
    fileprivate func ends(with outcomes: [CallOutcome]) -> Bool {
        response?.calls.allSatisfy { outcomes.contains($0.outcome) } == true
    }
}
