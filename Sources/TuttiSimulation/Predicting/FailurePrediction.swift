internal import TuttiEngine
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Follows the failure of one call through an endpoint by the rules of ``CompositionRun``.
///
/// Whatever depends on other calls or on the client is assumed to go well: a call that may be skipped is made, and so is one that
/// reads a fallback, unless the fallback alone shows that it can't be made.
struct FailurePrediction {
    private let endpoint: EndpointPlan
    private let response: PreparedResponse
    /// What expressions read as `env`.
    private let environment: JSONValue
    /// The calls in an order in which each comes after its inputs.
    private let order: [Int]

    init(_ endpoint: EndpointPlan, environment: JSONValue, order: [Int]) {
        self.endpoint = endpoint
        response = PreparedResponse(endpoint.response, metaMember: endpoint.metaMember)
        self.environment = environment
        self.order = order
    }

    /// How a call ends that gets no result from its service.
    enum Ending {
        case failed(FailureReason)
        /// It ends with that value of `otherwise`; nil where the value depends on other calls or on the client.
        case fallback(FailureReason, JSONValue?)
        /// It is not made, and that value of its `when` stands in; nil where the value depends on other calls or on the client.
        case skipped(JSONValue?)
        /// It succeeds with the value that an `each` without values has.
        case empty(JSONValue)

        /// The outcome of a call without a result; nil for one that has one.
        var label: CallFailure.Ending? {
            switch self {
            case .failed: .failed
            case .fallback: .fallback
            case .skipped: .skipped
            case .empty: nil
            }
        }

        /// The value that other calls read; nil where that is not known.
        var value: JSONValue? {
            switch self {
            case .failed: .null
            case .fallback(_, let value), .skipped(let value): value
            case .empty(let value): value
            }
        }

        var isFailure: Bool {
            if case .failed = self { true } else { false }
        }

        var reason: FailureReason? {
            switch self {
            case .failed(let reason), .fallback(let reason, _): reason
            case .skipped, .empty: nil
            }
        }
    }

    /// What a client gets when one call fails, and not because of another one.
    func failure(of index: Int) -> CallFailure {
        let endings = endings(whenFailing: index)
        let call = endpoint.calls[index]
        let isWorkedOut = endpoint.head?.status != nil && !endpoint.statuses.givesPartial
        let partial = isWorkedOut ? nil : endpoint.statuses.partial
        let own = endings[index]?.label ?? .failed
        let cause = problemCause(endings)
        var failure = CallFailure(
            response: cause.map { .problem(statuses($0, failing: index, endings)) } ?? .composition(status: partial),
            ending: own)
        // When a required call fails, the others are canceled, whatever they read.
        let isFinal = call.isRequired && own == .failed
        for dependent in order where dependent != index && !isFinal {
            guard let ending = endings[dependent] else { continue }
            if let label = ending.label {
                failure.dependents.append(
                    CallFailure.Dependent(call: dependent, ending: label, reason: ending.reason))
            } else {
                failure.asksNothing.append(dependent)
            }
        }
        if case .stale(let bound)? = call.otherwise.first {
            failure.stale = CallFailure.Stale(atMost: bound, status: partial)
        }
        if let each = call.each, each.mostRequests > 1, !call.isRequired {
            failure.inPart = partial
            failure.mayFailInPart = true
        }
        if call.pages?.keepsIncomplete == true {
            failure.inPart = partial
            failure.mayFailInPart = true
        }
        guard cause == nil else { return failure }
        for other in order where endings[other] == nil {
            let inputs = endpoint.calls[other].inputs.filter(\.isRead).compactMap { endings[$0.call] }
            guard !inputs.isEmpty else { continue }
            if inputs.contains(where: { $0.label == .failed || $0.label == .skipped }) {
                failure.copes.append(other)
            } else {
                failure.readsFallback.append(other)
            }
        }
        failure.sections =
            SectionPrediction(
                endpoint: endpoint, response: response, endings: endings, knowledge: knowledge(endings)
            ).sections
        return failure
    }

    // MARK: - From call to call

    private func endings(whenFailing index: Int) -> [Int: Ending] {
        var endings: [Int: Ending] = [:]
        // The reason does not matter: nothing that is predicted reads it.
        endings[index] = ending(of: index, .status, endings)
        for other in order where other != index { endings[other] = fate(of: other, endings) }
        return endings
    }

    /// How a call ends because of the others; nil if it may have a result.
    private func fate(of index: Int, _ endings: [Int: Ending]) -> Ending? {
        let plan = endpoint.calls[index]
        let read = plan.inputs.filter { !$0.copesWithNull }
        if read.contains(where: { endings[$0.call]?.label == .failed }) {
            return ending(of: index, .dependency, endings)
        }
        if read.contains(where: { isSkippedWithoutValue($0.call, endings) }) { return skipped(index, endings) }
        guard plan.inputs.contains(where: { $0.isRead && endings[$0.call] != nil }) else { return nil }
        switch KnownRequest(plan, knowledge(endings)).verdict {
        case .possible: return nil
        case .skipped: return skipped(index, endings)
        case .forbidden: return .skipped(.null)
        case .empty(let value): return .empty(value)
        case .impossible(let reason): return ending(of: index, reason, endings)
        }
    }

    /// Whether a call is skipped, and nothing stands in for it.
    private func isSkippedWithoutValue(_ index: Int, _ endings: [Int: Ending]) -> Bool {
        guard case .skipped? = endings[index] else { return false }
        return endpoint.calls[index].whenSkipped == nil
    }

    private func skipped(_ index: Int, _ endings: [Int: Ending]) -> Ending {
        guard let value = endpoint.calls[index].whenSkipped else { return .skipped(.null) }
        let knowledge = knowledge(endings)
        guard knowledge.knows(value) else { return .skipped(nil) }
        guard !knowledge.fails(value), let result = try? value.evaluate(in: knowledge.scope) else {
            return ending(of: index, .expression, endings)
        }
        return .skipped(result)
    }

    private func knowledge(_ endings: [Int: Ending]) -> KnownScope {
        KnownScope(endpoint, environment: environment, endings)
    }

    /// How a call ends that failed.
    private func ending(of index: Int, _ reason: FailureReason, _ endings: [Int: Ending]) -> Ending {
        let plan = endpoint.calls[index]
        let knowledge = self.knowledge(endings)
        for case .value(let template) in plan.otherwise where !knowledge.knows(template) {
            // Computing it may fail, which is not predicted: it hardly ever does.
            return .fallback(reason, nil)
        }
        var problem: String?
        return plan.otherwise.value(in: knowledge.scope, problem: &problem).map { .fallback(reason, $0) }
            ?? .failed(reason)
    }

    // MARK: - Problems

    /// The required call that fails, and the one that the problem names as the cause; nil when the response is a composition.
    private func problemCause(_ endings: [Int: Ending]) -> (failed: Int, cause: Int)? {
        let failed = order.filter { endings[$0]?.isFailure == true }
        if let required = failed.first(where: { endpoint.calls[$0].isRequired }) {
            return (required, rootCause(of: required, endings))
        }
        guard failed.count == endpoint.calls.count, let first = failed.min() else { return nil }
        return (first, rootCause(of: first, endings))
    }

    private func rootCause(of index: Int, _ endings: [Int: Ending]) -> Int {
        guard endings[index]?.reason == .dependency else { return index }
        let input = endpoint.calls[index].inputs.first { input in
            !input.copesWithNull && endings[input.call]?.isFailure == true
        }
        return input.map { rootCause(of: $0.call, endings) } ?? index
    }

    private func statuses(
        _ problem: (failed: Int, cause: Int), failing index: Int, _ endings: [Int: Ending]
    ) -> [CallFailure.ProblemStatus] {
        let mapping = endpoint.statuses.calls[problem.cause]
        var statuses = [CallFailure.ProblemStatus](of: endpoint.calls[index], in: endpoint, mapping: mapping)
        if problem.cause != index {
            // Another call, which can't be made: there is one reason for that.
            let status = FailureStatus.of(.expression, answered: nil, mapping: mapping, isClientsMistake: false)
            statuses = [CallFailure.ProblemStatus(status: status, reasons: [.expression])]
        }
        // A status that the endpoint gives the failed call itself goes before one that it gives the cause.
        guard problem.failed != problem.cause,
            let own = endpoint.statuses.calls[problem.failed]?.status(
                of: endings[problem.failed]?.reason, answered: nil)
        else { return statuses }
        var all = CallFailure.ProblemStatus(
            status: own,
            reasons: FailureReason.allCases.filter { reason in statuses.contains { $0.reasons.contains(reason) } })
        all.isForOtherStatuses = problem.cause == index
        all.isForClientsMistake = statuses.contains { $0.isForClientsMistake }
        return [all]
    }
}
