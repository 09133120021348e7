internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension CompositionRun {
    /// The response to the client: the merge in declared order, or a problem when there is nothing to show.
    var response: ComposedResponse {
        let reports = reports
        if let failed = failedRequiredCall {
            return problem(of: failed, reports, title: "A required call failed")
        }
        if let failed = firstFailureWhenNothingSucceeded(reports) {
            return problem(of: failed, reports, title: "Every call failed")
        }
        return merged(reports)
    }

    /// Parts of at least so many bytes go from a service's response to the client without being copied.
    private static let wholeFrom = 32 << 10

    private func merged(_ reports: [CallReport]) -> ComposedResponse {
        var writer = JSONWriter(reserving: likelySize, wholeFrom: Self.wholeFrom)
        var values = PreparedResponse.Values(scope: scope, fallbacks: fallbacks(reports))
        if endpoint.plan.metaMember != nil {
            values.statement = .object(JSONObject(distinct: reports.map { (name: $0.name, value: $0.statement) }))
        }
        endpoint.response.write(&values, selecting: selection, to: &writer)
        let failures = values.failures
        let status = CompositionStatus.value(of: reports, calls: endpoint.calls, failedParts: failures.map(\.pointer))
        var headers = [
            .jsonContent,
            HTTPField(name: .compositionStatus, value: status),
        ]
        let isPartial = !failures.isEmpty || reports.contains { $0.outcome.isFailure }
        if isPartial { headers.append(HTTPField(name: .cacheControl, value: "no-store")) }
        return ComposedResponse(
            status: isPartial ? endpoint.plan.statuses.partial : 200, headers: headers, content: writer.spliced,
            calls: reports,
            responseFailures: failures.map { $0.pointer.tokens.isEmpty ? $0.message : "\($0.pointer): \($0.message)" })
    }

    /// The size of a response that shows all calls whole, so that the writer need not grow; large parts are not copied at all.
    private var likelySize: Int {
        var size = 4096
        for call in endpoint.calls {
            if case .node(let node) = scope[call.slot] { size += min(node.withRawBytes { $0.count }, Self.wholeFrom) }
        }
        return min(size, 4 << 20)
    }

    /// The slots of the calls whose value is one of `otherwise`.
    private func fallbacks(_ reports: [CallReport]) -> [Int] {
        var slots: [Int] = []
        for (report, call) in zip(reports, endpoint.calls) {
            if case .fallback = report.outcome, report.failedItems == nil { slots.append(call.slot) }
        }
        return slots
    }

    private func problem(of failed: Int, _ reports: [CallReport], title: String) -> ComposedResponse {
        let cause = rootCause(of: failed, reports)
        let report = reports[cause]
        let end = failures[cause]
        let isClientsMistake = end?.isClientsMistake == true
        // A status that the endpoint gives the failed call itself, even for `dependency`, goes before one that it gives the cause.
        let ended = reports[failed]
        let mapped = endpoint.plan.statuses.calls[failed]?.status(of: ended.outcome.reason, answered: ended.status)
        let status =
            mapped
            ?? FailureStatus.of(
                report.outcome.reason, answered: report.status, saysWhen: end?.retryAfter != nil,
                mapping: endpoint.plan.statuses.calls[cause], isClientsMistake: isClientsMistake)
        let errors = zip(reports, endpoint.calls).compactMap { report, call -> ProblemDetails.CallError? in
            guard case .failed(let reason) = report.outcome, reason != .canceled else { return nil }
            return ProblemDetails.CallError(
                call: report.name,
                reason: reason.rawValue,
                status: report.status,
                pointer: call.plan.sections.first?.description,
                detail: reason.explanation(status: report.status))
        }
        let problem = ProblemDetails(
            status: status,
            title: isClientsMistake ? "The request can't be composed" : title,
            detail: isClientsMistake
                ? "The call `\(report.name)` could not be made from this request: \(report.message ?? "unknown")."
                : "The call `\(report.name)` failed: \(report.outcome.reason?.explanation(status: report.status) ?? "unknown").",
            errors: errors)
        var headers = [
            HTTPField(name: .contentType, value: ProblemDetails.contentType),
            HTTPField(name: .compositionStatus, value: CompositionStatus.value(of: reports, calls: endpoint.calls)),
            HTTPField(name: .cacheControl, value: "no-store"),
        ]
        if let retryAfter = end?.retryAfter, status == 503 || status == 429 {
            headers.append(HTTPField(name: .retryAfter, value: retryAfter))
        }
        if status == 401 {
            // A 401 must say how to authenticate (RFC 9110, 15.5.2).
            for challenge in end?.challenges ?? [] {
                headers.append(HTTPField(name: .wwwAuthenticate, value: challenge))
            }
        }
        return ComposedResponse(
            status: status, headers: headers, body: problem.body(requestID: client.id), calls: reports)
    }

    /// The call to blame when each one failed; nil when one has a value or was skipped, which is no failure.
    private func firstFailureWhenNothingSucceeded(_ reports: [CallReport]) -> Int? {
        var first: Int?
        for (index, report) in reports.enumerated() {
            switch report.outcome {
            case .ok, .cached, .stale, .fallback: return nil
            case .skipped where isUnwanted(index): continue
            case .skipped, .forbidden: return nil
            case .failed: first = first ?? index
            }
        }
        return first
    }

    /// Follows `dependency` to the call that failed of itself.
    private func rootCause(of index: Int, _ reports: [CallReport]) -> Int {
        guard reports[index].outcome.reason == .dependency else { return index }
        let failedInput = endpoint.calls[index].plan.inputs.first { input in
            guard !input.copesWithNull, case .failed = reports[input.call].outcome else { return false }
            return true
        }
        return failedInput.map { rootCause(of: $0.call, reports) } ?? index
    }
}
