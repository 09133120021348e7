internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// One request's way through an endpoint's dependency graph.
///
/// A value without tasks: its owner starts the calls it is told to start and reports their ends. A call starts the
/// moment its last input has ended. What needs no service (a skipped call, a failed input, an expression that fails)
/// ends in here, at once.
struct CompositionRun {
    /// Where a call stands.
    private enum Progress {
        /// So many inputs have not ended. Can transition to: started, ended.
        case waiting(inputs: Int)
        /// Handed out to be made, at that moment. Can transition to: ended.
        case started(MonotonicTime)
        /// Can transition to: nothing.
        case ended(CallReport)

        var report: CallReport? {
            if case .ended(let report) = self { report } else { nil }
        }
    }

    let endpoint: PreparedEndpoint
    let client: ClientRequest
    let deadline: MonotonicTime
    private(set) var scope: Scope
    /// The first required call that failed: nothing is started any more.
    private(set) var failedRequiredCall: Int?
    /// What the failed calls say about when to come back.
    private(set) var retryAfter: [Int: String] = [:]
    /// The calls that could not be made because of what the client sent.
    private(set) var clientsMistakes: Set<Int> = []

    private let services: [Service]
    private var progress: [Progress]
    private var ready: [Int] = []

    init(
        _ endpoint: PreparedEndpoint, client: ClientRequest, scope: Scope, services: [Service], deadline: MonotonicTime
    ) {
        self.endpoint = endpoint
        self.client = client
        self.scope = scope
        self.services = services
        self.deadline = deadline
        progress = endpoint.calls.map { .waiting(inputs: $0.plan.inputs.count) }
    }

    /// The request begins: the calls to start now.
    mutating func begin(now: MonotonicTime) -> [CallLaunch] {
        ready = endpoint.calls.indices.filter { endpoint.calls[$0].plan.inputs.isEmpty }
        return launchReady(now: now)
    }

    /// A started call ended: the calls to start now.
    mutating func callEnded(_ index: Int, _ result: CallResult, now: MonotonicTime) -> [CallLaunch] {
        guard progress.indices.contains(index), case .started(let start) = progress[index] else { return [] }
        settle(index, result, duration: now - start)
        return launchReady(now: now)
    }

    /// What happened to each call; one that was never started was given up.
    var reports: [CallReport] {
        progress.indices.map { index in
            if case .ended(let report) = progress[index] { return report }
            return report(index, .failed(.canceled), .failed(.canceled, "not started"), duration: .zero)
        }
    }

    // MARK: - Starting

    private mutating func launchReady(now: MonotonicTime) -> [CallLaunch] {
        var launches: [CallLaunch] = []
        while failedRequiredCall == nil, !ready.isEmpty {
            let index = ready.removeFirst()
            switch launch(index, now: now) {
            case .launch(let launch):
                progress[index] = .started(now)
                launches.append(launch)
            case .skip:
                end(index, report(index, .skipped, nil, duration: .zero), value: .null)
            case .fail(let result):
                settle(index, result, duration: .zero)
            }
        }
        // A required call that fails in here ends the request: nothing that was about to start is made.
        return failedRequiredCall == nil ? launches : []
    }

    private enum LaunchDecision {
        case launch(CallLaunch)
        case skip
        case fail(CallResult)
    }

    private func launch(_ index: Int, now: MonotonicTime) -> LaunchDecision {
        let call = endpoint.calls[index]
        for input in call.plan.inputs where !input.copesWithNull {
            guard case .ended(let report) = progress[input.call] else { continue }
            if case .failed = report.outcome {
                return .fail(.failed(.dependency, "it reads `\(report.name)`, which failed"))
            }
            if report.outcome == .skipped { return .skip }
        }
        do {
            if let when = call.plan.when, try !when.evaluate(in: scope).isTruthy { return .skip }
            guard now < deadline else {
                return .fail(.failed(.timeout, "the endpoint's deadline had passed before it started"))
            }
            let service = services[call.plan.service]
            return .launch(
                CallLaunch(
                    index: index,
                    call: call,
                    gate: service.gate,
                    request: try call.request(
                        instance: service.nextInstance(), scope: scope, client: client,
                        deadline: min(deadline, now + call.plan.timeout)),
                    scope: call.selectReadsDocument ? scope : nil))
        } catch {
            var result = CallResult.failed(.expression, error.message)
            result.isClientsMistake = error.isClientsMistake
            return .fail(result)
        }
    }

    // MARK: - Ending

    private mutating func settle(_ index: Int, _ result: CallResult, duration: TimeSpan) {
        let plan = endpoint.calls[index].plan
        switch result.verdict {
        case .succeeded(let value):
            end(index, report(index, .ok, result, duration: duration), value: value)
        case .failed(let reason, _):
            if let retryAfter = result.retryAfter { self.retryAfter[index] = retryAfter }
            if result.isClientsMistake { clientsMistakes.insert(index) }
            if reason != .canceled, let otherwise = plan.otherwise, let value = try? otherwise.evaluate(in: scope) {
                end(index, report(index, .fallback(reason), result, duration: duration), value: value)
            } else {
                end(index, report(index, .failed(reason), result, duration: duration), value: .null)
                if plan.isRequired, failedRequiredCall == nil { failedRequiredCall = index }
            }
        }
    }

    private mutating func end(_ index: Int, _ report: CallReport, value: JSONValue) {
        progress[index] = .ended(report)
        scope[endpoint.calls[index].slot] = value
        if endpoint.readsMeta { scope[ScopeName.meta.slot] = MetaValue.of(reports: progress.compactMap(\.report)) }
        for dependent in endpoint.calls[index].dependents {
            guard case .waiting(let inputs) = progress[dependent] else { continue }
            progress[dependent] = .waiting(inputs: inputs - 1)
            if inputs == 1 { ready.append(dependent) }
        }
    }

    private func report(
        _ index: Int, _ outcome: CallOutcome, _ result: CallResult?, duration: TimeSpan
    ) -> CallReport {
        let plan = endpoint.calls[index].plan
        var report = CallReport(name: plan.name, service: plan.service, outcome: outcome, duration: duration)
        report.status = result?.status
        report.connectionReused = result?.connectionReused
        if case .failed(_, let message) = result?.verdict { report.message = message }
        return report
    }
}

/// A call to be made, with everything its task needs.
struct CallLaunch: Sendable {
    let index: Int
    let call: PreparedCall
    let gate: ServiceGate
    let request: UpstreamRequest
    /// The document, when `select` reads it.
    let scope: Scope?
}
