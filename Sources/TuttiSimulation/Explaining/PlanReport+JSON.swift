internal import HTTPTypes
internal import TuttiEngine
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

extension PlanReport {
    /// A JSON array with one object for each endpoint, without a line feed at its end; docs/explain.md lists the members.
    package var json: String {
        var writer = JSONWriter(reserving: 4096)
        writer.write(.array(endpoints.map(value)))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func value(_ endpoint: EndpointExplanation) -> JSONValue {
        let plan = endpoint.plan
        let names = plan.calls.map(\.name)
        return JSONValue(members: [
            ("endpoint", .string(plan.name)),
            ("method", .string(plan.method.rawValue)),
            ("path", .string(plan.path.description)),
            ("summary", .text(plan.summary)),
            ("file", .string(prefix + plan.position.file)),
            ("line", .integer(plan.position.line)),
            ("deadlineMs", .milliseconds(plan.deadline)),
            ("worstTimeMs", .milliseconds(endpoint.worstTime)),
            ("criticalPath", .array(endpoint.schedule.criticalPath.map { .string(names[$0]) })),
            ("criticalPathMs", .milliseconds(endpoint.schedule.length)),
            ("cutByDeadline", .bool(endpoint.isCut)),
            ("mostRequests", .integer(endpoint.mostRequests)),
            ("mostAttempts", .integer(endpoint.mostAttempts)),
            ("maxCalls", .integer(endpoint.maximumCalls)),
            ("partialStatus", .integer(plan.statuses.partial)),
            ("meta", .text(plan.metaMember)),
            ("fields", .bool(plan.allowsFields)),
            (
                "calls",
                .array(zip(endpoint.calls, endpoint.schedule.entries).map { Self.value($0, $1, names) })
            ),
        ])
    }

    private static func value(
        _ call: EndpointExplanation.CallExplanation, _ entry: CallSchedule.Entry, _ names: [String]
    ) -> JSONValue {
        let plan = call.plan
        return JSONValue(members: [
            ("name", .string(plan.name)),
            ("service", .string(call.service.name)),
            ("method", .string(plan.method.rawValue)),
            ("target", .string(plan.targetSource)),
            ("line", .integer(plan.position.line)),
            ("required", .bool(plan.isRequired)),
            ("stage", .integer(entry.stage)),
            (
                "waitsFor",
                .array(
                    plan.inputs.map {
                        JSONValue(members: [("call", .string(names[$0.call])), ("copes", .bool($0.copesWithNull))])
                    })
            ),
            ("startMs", .milliseconds(call.start)),
            ("endMs", .milliseconds(call.end)),
            ("timeoutMs", .milliseconds(plan.timeout)),
            ("leastTimeMs", .milliseconds(call.leastTime)),
            ("when", .text(plan.when?.source)),
            ("each", plan.each.map(value) ?? .null),
            ("retry", plan.retry.map { value($0, budget: call.service.retryBudget) } ?? .null),
            ("hedge", plan.hedge.map(value) ?? .null),
            ("cacheMs", plan.cache.map { .milliseconds($0) } ?? .null),
            ("follow", plan.follow.map(value) ?? .null),
            (
                "accept",
                .array(
                    plan.accept.ranges.map {
                        JSONValue(members: $0.ends + [("value", .null), ("replaced", .bool(false))])
                    }
                        + plan.accept.values.sorted { $0.key < $1.key }.map {
                            JSONValue(
                                members: ($0.key...$0.key).ends + [("value", $0.value), ("replaced", .bool(true))])
                        })
            ),
            ("into", .string(plan.bodyKind == .text ? "text" : "json")),
            ("mostRequests", .integer(plan.mostRequests)),
            ("mostAttempts", .integer(call.mostAttempts)),
            ("ifItFails", value(call.failure, names)),
        ])
    }

    private static func value(_ each: EachPlan) -> JSONValue {
        JSONValue(members: [
            ("values", .string(each.values.line)), ("batch", .integer(each.batch)), ("key", .text(each.key?.line)),
            ("many", .bool(each.many)), ("atMost", .integer(each.atMost)), ("parallel", .integer(each.parallel)),
        ])
    }

    private static func value(_ follow: FollowPolicy) -> JSONValue {
        JSONValue(members: [
            ("atMost", .integer(follow.atMost)), ("hosts", .array(follow.hosts.map { .string($0.description) })),
        ])
    }

    private static func value(_ retry: RetryPolicy, budget: Double) -> JSONValue {
        let reasons = FailureReason.allCases.filter(retry.reasons.contains).map { JSONValue.string($0.rawValue) }
        return JSONValue(members: [
            ("attempts", .integer(retry.attempts)), ("reasons", .array(reasons)),
            ("statuses", .array(retry.statuses.map { JSONValue(members: $0.ends) })),
            ("backoffMs", .milliseconds(retry.backoff.base)),
            ("attemptTimeoutMs", retry.attemptTimeout.map { .milliseconds($0) } ?? .null),
            ("budgetPercent", .integer(Int((budget * 100).rounded()))),
        ])
    }

    private static func value(_ hedge: HedgePolicy) -> JSONValue {
        switch hedge {
        case .after(let time): JSONValue(members: [("afterMs", .milliseconds(time)), ("percentile", .null)])
        case .percentile(let percent): JSONValue(members: [("afterMs", .null), ("percentile", .integer(percent))])
        }
    }

    // MARK: - Failures

    private static func value(_ failure: CallFailure, _ names: [String]) -> JSONValue {
        var status = JSONValue.null
        var problems = JSONValue.null
        switch failure.response {
        case .composition(let given): status = .integer(given)
        case .problem(let statuses): problems = .array(statuses.map(value))
        }
        func list(_ calls: [Int]) -> JSONValue { .array(calls.map { .string(names[$0]) }) }
        return JSONValue(members: [
            ("outcome", .string(failure.ending.rawValue)),
            ("status", status),
            ("problem", problems),
            (
                "sections",
                .array(
                    failure.sections.map { section in
                        var members: [(name: String, value: JSONValue)] = [
                            ("pointer", .string(section.pointer.description))
                        ]
                        if case .value(let value) = section.content {
                            members += [("known", .bool(true)), ("value", value)]
                        } else {
                            members += [("known", .bool(false)), ("value", .null)]
                        }
                        return JSONValue(members: members + [("fallback", .bool(section.showsFallback))])
                    })
            ),
            (
                "dependents",
                .array(
                    failure.dependents.map {
                        JSONValue(members: [
                            ("call", .string(names[$0.call])), ("outcome", .string($0.ending.rawValue)),
                            ("reason", .text($0.reason?.rawValue)),
                        ])
                    })
            ),
            ("asksNothing", list(failure.asksNothing)),
            ("copes", list(failure.copes)),
            ("readsFallback", list(failure.readsFallback)),
            (
                "stale",
                failure.stale.map {
                    JSONValue(members: [
                        ("atMostMs", $0.atMost.map { .milliseconds($0) } ?? .null), ("status", .integer($0.status)),
                    ])
                } ?? .null
            ),
            ("partlyStatus", failure.inPart.map { .integer($0) } ?? .null),
        ])
    }

    private static func value(_ status: CallFailure.ProblemStatus) -> JSONValue {
        JSONValue(members: [
            ("status", .integer(status.status)),
            ("reasons", .array(status.reasons.map { .string($0.rawValue) })),
            ("serviceStatuses", .array(status.serviceStatuses.map { .integer($0) })),
            ("otherStatuses", .bool(status.isForOtherStatuses)),
            ("clientsMistake", .bool(status.isForClientsMistake)),
        ])
    }
}

extension JSONValue {
    fileprivate init(members: [(name: String, value: JSONValue)]) { self = .object(JSONObject(members)) }

    fileprivate static func integer(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
    fileprivate static func milliseconds(_ time: TimeSpan) -> JSONValue { .integer(Int(clamping: time.milliseconds)) }
    fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

extension ClosedRange<Int> {
    fileprivate var ends: [(name: String, value: JSONValue)] {
        [("from", .integer(lowerBound)), ("to", .integer(upperBound))]
    }
}
