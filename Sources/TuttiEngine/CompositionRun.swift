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
    }

    let endpoint: PreparedEndpoint
    let client: ClientRequest
    let deadline: Deadline
    private(set) var scope: Scope
    /// The first required call that failed: nothing is started any more.
    private(set) var failedRequiredCall: Int?
    /// The ends of the calls that failed, for what a problem answer says of them.
    private(set) var failures: [Int: CallEnd] = [:]

    private let services: [Service]
    /// What a `select` sees that reads none of the document: only the time.
    ///
    /// A call under way that held the scope itself would make each result that arrives copy it.
    private let idleScope: Scope
    private var meta = JSONObject()
    private var isGivenUp = false
    private var progress: [Progress]
    private var ready: [Int] = []

    init(
        _ endpoint: PreparedEndpoint, client: ClientRequest, scope: Scope, services: [Service], deadline: Deadline
    ) {
        self.endpoint = endpoint
        self.client = client
        self.scope = scope
        self.services = services
        self.deadline = deadline
        var idleScope = endpoint.emptyScope
        idleScope.now = scope.now
        self.idleScope = idleScope
        progress = endpoint.calls.map { .waiting(inputs: $0.plan.inputs.count) }
    }

    /// The request begins: the calls to start now.
    mutating func begin(now: MonotonicTime) -> [CallLaunch] {
        ready = endpoint.calls.indices.filter { endpoint.calls[$0].plan.inputs.isEmpty }
        return launchReady(now: now)
    }

    /// A started call ended: the calls to start now.
    mutating func callEnded(_ index: Int, _ result: CallEnd, now: MonotonicTime) -> [CallLaunch] {
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
        launches.reserveCapacity(ready.count)
        while failedRequiredCall == nil, !isGivenUp, !ready.isEmpty {
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
        case fail(CallEnd)
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
            guard !deadline.hasPassed(now: now) else {
                return .fail(.failed(.timeout, "the endpoint's deadline had passed before it started"))
            }
            let content = try call.content(
                scope: scope, client: client, deadline: deadline.capped(by: call.plan.timeout, now: now).at)
            return .launch(
                CallLaunch(
                    index: index, call: call, service: services[call.plan.service], content: content,
                    scope: call.selectReadsDocument ? scope : idleScope))
        } catch {
            var result = CallEnd.failed(.expression, error.message)
            result.isClientsMistake = error.isClientsMistake
            return .fail(result)
        }
    }

    // MARK: - Ending

    private mutating func settle(_ index: Int, _ result: CallEnd, duration: TimeSpan) {
        let plan = endpoint.calls[index].plan
        switch result.verdict {
        case .succeeded(let value):
            end(index, report(index, .ok, result, duration: duration), value: value)
        case .failed(let reason, _):
            failures[index] = result
            // Only the whole request is given up: by its client, or because a required call failed.
            if reason == .canceled { isGivenUp = true }
            var failed = report(index, .failed(reason), result, duration: duration)
            if reason != .canceled, case .value(let otherwise)? = plan.otherwise.first {
                do {
                    let value = try otherwise.evaluate(in: scope)
                    return end(index, report(index, .fallback(reason), result, duration: duration), value: value)
                } catch {
                    failed.message = "\(failed.message ?? ""); otherwise: \(error.message)"
                }
            }
            end(index, failed, value: .null)
            if plan.isRequired, failedRequiredCall == nil { failedRequiredCall = index }
        }
    }

    private mutating func end(_ index: Int, _ report: CallReport, value: JSONValue) {
        progress[index] = .ended(report)
        scope[endpoint.calls[index].slot] = value
        if endpoint.readsMeta {
            meta[report.name] = report.meta
            scope[ScopeName.meta.slot] = .object(meta)
        }
        for dependent in endpoint.calls[index].dependents {
            guard case .waiting(let inputs) = progress[dependent] else { continue }
            progress[dependent] = .waiting(inputs: inputs - 1)
            if inputs == 1 { ready.append(dependent) }
        }
    }

    private func report(
        _ index: Int, _ outcome: CallOutcome, _ result: CallEnd?, duration: TimeSpan
    ) -> CallReport {
        let plan = endpoint.calls[index].plan
        var report = CallReport(name: plan.name, service: plan.service, outcome: outcome, duration: duration)
        report.status = result?.status
        report.wasSent = result?.wasSent ?? false
        report.connectionReused = result?.connectionReused
        if case .failed(_, let message) = result?.verdict { report.message = message }
        return report
    }
}
