internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension CompositionRun {
    /// The response to the client: the merge in declared order, or a problem when there is nothing to show.
    var response: ComposedResponse {
        mutating get {
            let reports = reports
            if let failed = failedRequiredCall {
                return problem(of: failed, reports, title: "A required call failed")
            }
            if let failed = firstFailureWhenNothingSucceeded(reports) {
                return problem(of: failed, reports, title: "Every call failed")
            }
            if let lets = endpoint.lets {
                workOut(lets.ofResponse(endpoint.plan.response, selection: selection))
                workOut(lets.ofHead)
            }
            return merged(reports)
        }
    }

    /// Parts of at least so many bytes go from a service's response to the client without being copied.
    private static let wholeFrom = 32 << 10

    private func merged(_ reports: [CallReport]) -> ComposedResponse {
        var writer = JSONWriter(reserving: likelySize, wholeFrom: Self.wholeFrom)
        var values = PreparedResponse.Values(scope: scope, fallbacks: fallbacks(reports))
        if endpoint.plan.metaMember != nil {
            values.statement = .object(JSONObject(distinct: reports.map { (name: $0.name, value: $0.statement) }))
        }
        if endpoint.lets != nil { values.failedLets = failedLets }
        endpoint.response.write(&values, selecting: selection, to: &writer)
        let failures = values.failures
        if let head = endpoint.head { return headed(head, reports, writer.spliced, failures) }
        let status = CompositionStatus.value(of: reports, calls: endpoint.calls, failedParts: failures.map(\.pointer))
        var headers = [
            .jsonContent,
            HTTPField(name: .compositionStatus, value: status),
        ]
        let isPartial = !failures.isEmpty || reports.contains { $0.outcome.isFailure }
        if isPartial { headers.append(HTTPField(name: .cacheControl, value: "no-store")) }
        let statuses = endpoint.plan.statuses
        return ComposedResponse(
            status: isPartial ? statuses.partial : statuses.success, headers: headers, content: writer.spliced,
            calls: reports, responseFailures: failures.map(\.line))
    }

    /// The response with what the file says of its head.
    private func headed(
        _ head: PreparedHead, _ reports: [CallReport], _ content: SplicedBytes, _ failures: [PreparedResponse.Failure]
    ) -> ComposedResponse {
        let failedLets = failedLets
        var rendered = head.fields(in: scope, failedLets: failedLets)
        let isPartial =
            !failures.isEmpty || !rendered.failures.isEmpty || reports.contains { $0.outcome.isFailure }
        let statuses = endpoint.plan.statuses
        let lines = failures.map(\.line) + rendered.failures.map { "header \($0.name): \($0.message)" }
        var status = isPartial ? statuses.partial : statuses.success
        if !isPartial || !statuses.givesPartial {
            do throws(PreparedHead.NoStatus) {
                status = try head.status(in: scope, failedLets: failedLets) ?? status
            } catch {
                return noStatus(error, reports, otherFailures: lines)
            }
        }
        var headers = head.hasContentType ? [] : [HTTPField.jsonContent]
        headers.append(
            HTTPField(
                name: .compositionStatus,
                value: CompositionStatus.value(
                    of: reports, calls: endpoint.calls, failedParts: failures.map(\.pointer),
                    failedHeaders: rendered.failures.map(\.name))))
        // Nobody keeps what lacks something, whatever the file says of whole responses; nor one client's cookies.
        let setsCookies = rendered.fields.contains { $0.name == .setCookie }
        let saysHowLong = rendered.fields.contains { $0.name == .cacheControl }
        if isPartial || setsCookies && !saysHowLong {
            headers.append(HTTPField(name: .cacheControl, value: "no-store"))
            rendered.fields.removeAll { PreparedHead.isForCaches($0.name) }
        }
        headers += rendered.fields
        return ComposedResponse(
            status: status, headers: headers, content: content, calls: reports,
            responseFailures: lines
        ).withoutBodyIfBodiless
    }

    /// 500: the expression of the status gives none, so nobody knows what the response should say.
    private func noStatus(
        _ error: PreparedHead.NoStatus, _ reports: [CallReport], otherFailures: [String]
    ) -> ComposedResponse {
        let problem = ProblemDetails(
            status: 500, title: "The response has no status",
            detail: "The calls have been made, and the expression of the response's status gives none from 200 to 599.")
        return ComposedResponse(
            status: problem.status,
            headers: [
                HTTPField(name: .contentType, value: ProblemDetails.contentType),
                HTTPField(name: .compositionStatus, value: CompositionStatus.value(of: reports, calls: endpoint.calls)),
                HTTPField(name: .cacheControl, value: "no-store"),
            ], content: SplicedBytes(problem.body(requestID: client.id)), calls: reports,
            responseFailures: [error.message] + otherFailures)
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
            switch report.outcome {
            case .fallback where report.failedItems == nil: slots.append(call.slot)
            case .skipped where call.plan.whenSkipped != nil: slots.append(call.slot)
            default: break
            }
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
                mapping: endpoint.plan.statuses.calls[cause], refusals: endpoint.calls[cause].plan.refusals,
                isClientsMistake: isClientsMistake)
        let errors = zip(reports, endpoint.calls).compactMap { report, call -> ProblemDetails.CallError? in
            guard case .failed(let reason) = report.outcome, reason != .canceled else { return nil }
            return ProblemDetails.CallError(
                call: report.name,
                reason: reason.rawValue,
                status: report.status,
                pointer: call.plan.sections.first?.description,
                detail: reason.explanation(status: report.status))
        }
        var problem = ProblemDetails(
            status: status,
            title: isClientsMistake ? "The request can't be composed" : title,
            detail: isClientsMistake
                ? "The call `\(report.name)` could not be made from this request: \(report.message ?? "unknown")."
                : "The call `\(report.name)` failed: \(report.outcome.reason?.explanation(status: report.status) ?? "unknown").",
            errors: errors)
        problem.undos = reports.compactMap { report in report.undo.map { (report.name, $0) } }
        var trouble: String?
        let refusal = refusalBody(of: cause, problem: &trouble)
        var headers = [
            HTTPField(name: .contentType, value: refusal?.type ?? ProblemDetails.contentType),
            HTTPField(name: .compositionStatus, value: CompositionStatus.value(of: reports, calls: endpoint.calls)),
            HTTPField(name: .cacheControl, value: "no-store"),
        ]
        // Browsers must not take a service's text for something else.
        if let refusal, refusal.type.hasPrefix("text/"), let name = HTTPField.Name("x-content-type-options") {
            headers.append(HTTPField(name: name, value: "nosniff"))
        }
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
            status: status, headers: headers, body: refusal?.bytes ?? problem.body(requestID: client.id),
            calls: reports,
            responseFailures: trouble.map { [$0] } ?? [])
    }

    /// Whether each call has failed.
    var hasNothingToShow: Bool { firstFailureWhenNothingSucceeded(reports) != nil }

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

extension PreparedResponse.Failure {
    /// For the log: where, which expression, and why.
    fileprivate var line: String { pointer.tokens.isEmpty ? message : "\(pointer): \(message)" }
}

extension ComposedResponse {
    /// The same without a body where the status says that there is none.
    fileprivate var withoutBodyIfBodiless: ComposedResponse {
        guard StatusMapping.bodiless.contains(status) else { return self }
        var response = self
        response.content = SplicedBytes([])
        response.headers.removeAll { $0.name == .contentType }
        return response
    }
}
