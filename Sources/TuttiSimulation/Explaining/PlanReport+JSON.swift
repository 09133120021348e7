internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiSchema

extension PlanReport {
    /// A JSON array with one object for each endpoint, and then for each route, without a line feed at its end; docs/explain.md lists the members.
    package var json: String {
        JSONValue.array(endpoints.map(value) + routes.map { Self.value($0, prefix: prefix) }).jsonText
    }

    private func value(_ endpoint: EndpointExplanation) -> JSONValue {
        let plan = endpoint.plan
        let names = plan.calls.map(\.name)
        return [
            "endpoint": .string(plan.name),
            "method": .string(plan.method.rawValue),
            "path": .string(plan.path.description),
            "summary": .text(plan.summary),
            "file": .string(prefix + plan.position.file),
            "line": .integer(plan.position.line),
            "deadlineMs": .milliseconds(plan.deadline),
            "worstTimeMs": .milliseconds(endpoint.worstTime),
            "criticalPath": .strings(endpoint.schedule.criticalPath.map { names[$0] }),
            "criticalPathMs": .milliseconds(endpoint.schedule.length),
            "cutByDeadline": .bool(endpoint.isCut),
            "mostRequests": .integer(endpoint.mostRequests),
            "mostAttempts": .integer(endpoint.mostAttempts),
            "maxCalls": .integer(endpoint.maximumCalls),
            "status": plan.head?.status == nil ? .integer(plan.statuses.success) : .null,
            "statusExpression": .text(plan.head?.status?.line),
            "partialStatus": plan.head?.status == nil || plan.statuses.givesPartial
                ? .integer(plan.statuses.partial) : .null,
            "responseHeaders": .array(
                (plan.head?.headers ?? []).map {
                    ["name": .string($0.name.canonicalName), "value": .string($0.value.source)]
                }),
            "meta": .text(plan.metaMember),
            "fields": .bool(plan.allowsFields),
            "idempotency": plan.repeats.map {
                ["required": .bool($0.isRequired), "forMs": .milliseconds($0.time)]
            } ?? .null,
            "cache": plan.cache.map(PlanReport.value) ?? .null,
            "cacheKey": endpoint.cacheKey.map { .strings($0) } ?? .null,
            "request": RequestWords(plan.request).json,
            "let": .array(
                plan.lets.map { value in
                    [
                        "name": .string(value.name), "value": .string(value.value.source),
                        "calls": .strings(value.calls.map { names[$0] }),
                    ]
                }),
            "policies": endpoint.policies.json(behind: prefix),
            "calls": .array(zip(endpoint.calls, endpoint.schedule.entries).map { Self.value($0, $1, names) }),
        ]
    }

    private static func value(
        _ call: EndpointExplanation.CallExplanation, _ entry: CallSchedule.Entry, _ names: [String]
    ) -> JSONValue {
        let plan = call.plan
        return [
            "name": .string(plan.name),
            "service": .string(call.service.name),
            "method": .string(plan.method.rawValue),
            "target": .string(plan.targetSource),
            "line": .integer(plan.position.line),
            "required": .bool(plan.isRequired),
            "importance": .string(plan.importance.rawValue),
            "stage": .integer(entry.stage),
            "waitsFor": .array(
                plan.inputs.map {
                    ["call": .string(names[$0.call]), "copes": .bool($0.copesWithNull), "reads": .bool($0.isRead)]
                }),
            "startMs": .milliseconds(call.start),
            "endMs": .milliseconds(call.end),
            "timeoutMs": .milliseconds(plan.timeout),
            "leastTimeMs": .milliseconds(call.leastTime),
            "when": .text(plan.when?.source),
            "else": .text(plan.whenSkipped?.source),
            "needs": .text(plan.needs?.source),
            "safe": .bool(plan.isSafe),
            "idempotency": .text(plan.idempotency?.rawValue),
            "undo": plan.undo.map(value) ?? .null,
            "each": plan.each.map(value) ?? .null,
            "pages": plan.pages.map(value) ?? .null,
            "retry": plan.retry.map { value($0, budget: call.service.retryBudget) } ?? .null,
            "hedge": plan.hedge.map(value) ?? .null,
            "cacheMs": .milliseconds(plan.cache?.fixedLifetime),
            "cache": plan.cache.map(PlanReport.value) ?? .null,
            "follow": plan.follow.map(value) ?? .null,
            "accept": .array(accepted(plan.accept)),
            "refusals": plan.refusals.map(value) ?? .null,
            "expects": plan.expects.map { ["schema": $0.schema.source, "onMismatch": $0.fails ? "fail" : "warn"] }
                ?? .null,
            "into": .string(plan.bodyKind.word),
            "sends": plan.body == nil ? .null : .string(plan.bodyFormat.rawValue),
            "credentials": .text(plan.credentials.map(Self.word)),
            "mostRequests": .integer(plan.mostRequests),
            "mostAttempts": .integer(call.mostAttempts),
            "ifItFails": value(call.failure, names),
        ]
    }

    /// The statuses that are a success, then those in whose place a value stands.
    private static func accepted(_ policy: StatusPolicy) -> [JSONValue] {
        policy.ranges.map { .members($0.ends + [("value", .null), ("replaced", false)]) }
            + policy.replaced.map { .members($0.statuses.ends + [("value", $0.value), ("replaced", true)]) }
    }

    private static func value(_ refusals: RefusalPolicy) -> JSONValue {
        ["statuses": .array(refusals.ranges.map { .members($0.ends) }), "body": .text(refusals.body?.source)]
    }

    /// What its service gets as a token, as in the file.
    private static func word(_ credentials: ServiceCredentials) -> String {
        switch credentials {
        case .clientCredentials: "client-credentials"
        case .tokenExchange: "token-exchange"
        case .clientToken: "forward-token"
        }
    }

    private static func value(_ undo: UndoPlan) -> JSONValue {
        [
            "method": .string(undo.request.method.rawValue), "target": .string(undo.request.targetSource),
            "when": .text(undo.request.when?.source), "timeoutMs": .milliseconds(undo.request.timeout),
            "attempts": .integer(undo.retry.attempts), "needsResult": .bool(undo.needsResult),
        ]
    }

    private static func value(_ each: EachPlan) -> JSONValue {
        [
            "values": .string(each.values.line), "batch": .integer(each.batch), "key": .text(each.key?.line),
            "many": .bool(each.many), "atMost": .integer(each.atMost), "parallel": .integer(each.parallel),
        ]
    }

    private static func value(_ pages: PagesPlan) -> JSONValue {
        var (expression, header, parameter) = (JSONValue.null, JSONValue.null, JSONValue.null)
        switch pages.source {
        case .body(let source): expression = .string(source.line)
        case .header(let name): header = .string(name.canonicalName)
        }
        if case .cursor(_, let name) = pages.next { parameter = .string(name) }
        return [
            "next": expression, "header": header, "parameter": parameter, "items": .text(pages.items?.line),
            "atMost": .integer(pages.atMost), "keepsIncomplete": .bool(pages.keepsIncomplete),
        ]
    }

    private static func value(_ follow: FollowPolicy) -> JSONValue {
        ["atMost": .integer(follow.atMost), "hosts": .strings(follow.hosts.map(\.description))]
    }

    /// A policy of a call or a route, with the budget of its service.
    static func value(_ retry: RetryPolicy, budget: Double) -> JSONValue {
        [
            "attempts": .integer(retry.attempts),
            "reasons": .strings(FailureReason.allCases.filter(retry.reasons.contains).map(\.rawValue)),
            "statuses": .array(retry.statuses.map { .members($0.ends) }),
            "backoffMs": .milliseconds(retry.backoff.base),
            "attemptTimeoutMs": .milliseconds(retry.attemptTimeout),
            "budgetPercent": .integer(Int((budget * 100).rounded())),
        ]
    }

    private static func value(_ hedge: HedgePolicy) -> JSONValue {
        switch hedge {
        case .after(let time): ["afterMs": .milliseconds(time), "percentile": .null]
        case .percentile(let percent): ["afterMs": .null, "percentile": .integer(percent)]
        }
    }

    // MARK: - Failures

    private static func value(_ failure: CallFailure, _ names: [String]) -> JSONValue {
        var status = JSONValue.null
        var problems = JSONValue.null
        switch failure.response {
        case .composition(let given): status = given.map { .integer($0) } ?? .null
        case .problem(let statuses): problems = .array(statuses.map(value))
        }
        return [
            "outcome": .string(failure.ending.rawValue),
            "status": status,
            "problem": problems,
            "sections": .array(failure.sections.map(value)),
            "dependents": .array(
                failure.dependents.map {
                    [
                        "call": .string(names[$0.call]), "outcome": .string($0.ending.rawValue),
                        "reason": .text($0.reason?.rawValue),
                    ]
                }),
            "asksNothing": .strings(failure.asksNothing.map { names[$0] }),
            "copes": .strings(failure.copes.map { names[$0] }),
            "readsFallback": .strings(failure.readsFallback.map { names[$0] }),
            "stale": failure.stale.map {
                ["atMostMs": .milliseconds($0.atMost), "status": $0.status.map { .integer($0) } ?? .null]
            }
                ?? .null,
            "partlyStatus": failure.inPart.map { .integer($0) } ?? .null,
        ]
    }

    private static func value(_ section: CallFailure.Section) -> JSONValue {
        var known = JSONValue.null
        var isKnown = false
        if case .value(let value) = section.content { (known, isKnown) = (value, true) }
        return [
            "pointer": .string(section.pointer.description), "known": .bool(isKnown), "value": known,
            "fallback": .bool(section.showsFallback),
        ]
    }

    private static func value(_ status: CallFailure.ProblemStatus) -> JSONValue {
        [
            "status": .integer(status.status),
            "reasons": .strings(status.reasons.map(\.rawValue)),
            "serviceStatuses": .array(status.serviceStatuses.map { .integer($0) }),
            "otherStatuses": .bool(status.isForOtherStatuses),
            "clientsMistake": .bool(status.isForClientsMistake),
        ]
    }
}

extension ClosedRange<Int> {
    fileprivate var ends: [(String, JSONValue)] { [("from", .integer(lowerBound)), ("to", .integer(upperBound))] }
}
