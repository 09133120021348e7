internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream

extension PreparedCall {
    /// Judges a response: its status by `accept`, its body by its syntax, its value by `select`.
    ///
    /// - Parameters:
    ///   - request: how the request ended.
    ///   - service: the one that it was sent to.
    ///   - scope: the document for `$` in `select`.
    ///   - session: what the calls of the client's request share.
    /// - Returns: the value, or the reason why there is none; and the value before `select`.
    func judge(
        _ request: RequestEnd, of service: Service, scope: Scope, in session: RequestSession
    ) -> (end: CallEnd, response: JSONValue?) {
        var (end, response) = judged(request.result, of: service, scope: scope, in: session)
        end.attempts = request.attempts
        // Another call has sent the same request: it is counted there.
        if request.attempts == 0 { end.wasSent = false }
        if let trail = request.trail { end.take(trail) }
        if isNoted { end.mayBeDone = request.mayBeDone }
        return (end, response)
    }

    /// Judges a cached response; nil if it is none for this call, which accepts other statuses, or needs the body where the call
    /// that cached it had a value of `accept` in its place.
    func judge(
        _ kept: CachedResponse, source: CallEnd.Source, scope: Scope, in session: RequestSession
    ) -> CallEnd? {
        guard let status = kept.status else { return nil }
        let replacement = plan.accept.values[status]
        let verdict: CallEnd.Verdict
        switch kept.content {
        case .nothing:
            guard !accepts(status) else { return nil }
            return CallEnd(
                verdict: .failed(.status, message: "status \(status), as \(kept.age.wholeSeconds) s ago"),
                status: status,
                headers: kept.headers)
        case .value(let value):
            guard accepts(status) else { return nil }
            if replacement == nil, let expectation, !expectation.takes(value, of: kept, in: session) { return nil }
            verdict = replacement.map { .succeeded($0) } ?? selected(value, scope: scope)
        case .fallback:
            guard accepts(status), let replacement else { return nil }
            verdict = .succeeded(replacement)
        case .message: return nil
        }
        guard case .succeeded = verdict else { return nil }
        return CallEnd(verdict: verdict, source: source, status: status, headers: kept.headers)
    }

    /// Whether a status is success.
    func accepts(_ status: Int) -> Bool { plan.accept.accepts(status) }

    private func judged(
        _ result: RequestEnd.Result, of service: Service, scope: Scope, in session: RequestSession
    ) -> (CallEnd, JSONValue?) {
        switch result {
        case .refused(let end):
            return (end, nil)
        case .exchanged(.failure(let failure)):
            var end = CallEnd.failed(FailureReason(failure.reason), failure.message)
            // Memory may also be lacking for a response: then the service may have done what it was asked for.
            let isUnsent = failure.reason == .overloaded && failure.phase == .connecting
            end.wasSent = !isUnsent
            if isUnsent { end.retryAfter = "1" }
            return (end, nil)
        case .exchanged(.response(let response)):
            let (verdict, body) = judge(response, of: service, scope: scope)
            var end = CallEnd(
                verdict: verdict,
                status: response.status,
                connectionReused: response.connectionReused,
                wasSent: true)
            if !response.headers.isEmpty {
                end.retryAfter = response.headers.first { $0.name == .retryAfter }.flatMap {
                    RetryAfter.passedOn($0.value)
                }
                end.challenges = response.headers.filter { $0.name == .wwwAuthenticate }.map(\.value)
                end.headers = response.headers
            }
            if case .failed(.status, let message) = verdict { refine(&end, message, response, service) }
            if judgesContent { return judgeContent(end, body, of: service, scope: scope, in: session) }
            return (end, body)
        }
    }

    // Apart and never inlined, as is what follows: the way of most responses stays short.
    @inline(never)
    private func refine(_ end: inout CallEnd, _ message: String, _ response: UpstreamResponse, _ service: Service) {
        // The client isn't to blame that its service takes no token of the gateway.
        if response.status == 401, service.takesOwnTokens {
            end.verdict = .failed(.credentials, message: "\(message) to its token")
        } else if plan.refusals != nil, let refusal = refusal(in: response) {
            end.source = .refusal(refusal)
        }
    }

    /// Judges what an accepted response says: as one of GraphQL, by `expects`, and then by `select`.
    ///
    /// What is cached of a response of GraphQL is its data; of a part, nothing.
    @inline(never)
    private func judgeContent(
        _ end: CallEnd, _ body: JSONValue?, of service: Service, scope: Scope, in session: RequestSession
    ) -> (CallEnd, JSONValue?) {
        // A value of `accept` stands for a body, and is the file's own.
        guard var value = body, let status = end.status, plan.accept.values[status] == nil else { return (end, body) }
        var end = end
        var source = CallEnd.Source.service
        if plan.bodyFormat == .graphQL {
            switch GraphQLResponse(value) {
            case .whole(let data): value = data
            case .partial(let data, let errors, let message):
                value = data
                source = .part(failed: errors, .graphQL, message: message)
            case .failed(let message):
                end.verdict = .failed(.graphQL, message: message)
                return (end, nil)
            case .malformed(let message):
                end.verdict = .failed(.badResponse, message: message)
                return (end, nil)
            }
        }
        if let expectation, let fault = expectation.fault(of: value, in: session) {
            guard !expectation.fails else {
                end.verdict = .failed(.unexpected, message: "expects: \(fault)")
                return (end, nil)
            }
            service.answeredUnexpectedly(fault, to: plan.name, of: expectation.endpoint)
        }
        end.verdict = selected(value, scope: scope)
        end.source = source
        if case .part = source { return (end, nil) }
        return (end, value)
    }

    /// The value of a response; as it is where more than `select` judges it.
    private func judge(
        _ response: UpstreamResponse, of service: Service, scope: Scope
    ) -> (CallEnd.Verdict, JSONValue?) {
        if let value = plan.accept.values[response.status] { return (.succeeded(value), value) }
        guard plan.accept.ranges.contains(where: { $0.contains(response.status) }) else {
            let pointed = words(ofRedirect: response, instances: service.instances).map { ", to \($0)" } ?? ""
            return (.failed(.status, message: "status \(response.status)\(pointed)"), nil)
        }
        let value: JSONValue
        do {
            value = try read(response)
        } catch {
            return (.failed(error.reason, message: error.message), nil)
        }
        return (judgesContent ? .succeeded(value) : selected(value, scope: scope), value)
    }

    private func selected(_ value: JSONValue, scope: Scope) -> CallEnd.Verdict {
        guard let select else { return .succeeded(value) }
        do {
            return .succeeded(try select.evaluate(in: scope, current: value))
        } catch {
            return .failed(.expression, message: "select: \(error.message)")
        }
    }
}
