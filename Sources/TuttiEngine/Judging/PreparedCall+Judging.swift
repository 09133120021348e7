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
    /// - Returns: the value, or the reason why there is none; and the value before `select`.
    func judge(_ request: RequestEnd, of service: Service, scope: Scope) -> (end: CallEnd, response: JSONValue?) {
        var (end, response) = judged(request.result, of: service, scope: scope)
        end.attempts = request.attempts
        // Another call has sent the same request: it is counted there.
        if request.attempts == 0 { end.wasSent = false }
        if let trail = request.trail { end.take(trail) }
        if undo != nil { end.mayBeDone = request.mayBeDone }
        return (end, response)
    }

    /// Judges a cached response; nil if it is none for this call, which accepts other statuses, or needs the body where the call
    /// that cached it had a value of `accept` in its place.
    func judge(_ kept: CachedResponse, source: CallEnd.Source, scope: Scope) -> CallEnd? {
        guard let status = kept.status, accepts(status), !kept.isFallback || plan.accept.values[status] != nil else {
            return nil
        }
        let verdict = plan.accept.values[status].map { .succeeded($0) } ?? selected(kept.value, scope: scope)
        guard case .succeeded = verdict else { return nil }
        return CallEnd(verdict: verdict, source: source, status: status, headers: kept.headers)
    }

    /// Whether a status is success.
    func accepts(_ status: Int) -> Bool { plan.accept.accepts(status) }

    private func judged(_ result: RequestEnd.Result, of service: Service, scope: Scope) -> (CallEnd, JSONValue?) {
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
            var source = CallEnd.Source.service
            var (verdict, body) = judge(response, of: service, scope: scope, from: &source)
            // The client isn't to blame that its service takes no token of the gateway.
            if response.status == 401, case .failed(.status, let message) = verdict, service.takesOwnTokens {
                verdict = .failed(.credentials, message: "\(message) to its token")
            }
            var end = CallEnd(
                verdict: verdict,
                source: source,
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
            if plan.refusals != nil, case .failed(.status, _) = verdict, let refusal = refusal(in: response) {
                end.source = .refusal(refusal)
            }
            return (end, body)
        }
    }

    private func judge(
        _ response: UpstreamResponse, of service: Service, scope: Scope, from source: inout CallEnd.Source
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
        if plan.bodyFormat == .graphQL { return judge(GraphQLResponse(value), scope: scope, from: &source) }
        return (selected(value, scope: scope), value)
    }

    /// What is cached of it is its data; of a part, nothing.
    @inline(never)
    private func judge(
        _ response: GraphQLResponse, scope: Scope, from source: inout CallEnd.Source
    ) -> (CallEnd.Verdict, JSONValue?) {
        switch response {
        case .whole(let data): return (selected(data, scope: scope), data)
        case .partial(let data, let errors, let message):
            source = .part(failed: errors, .graphQL, message: message)
            return (selected(data, scope: scope), nil)
        case .failed(let message): return (.failed(.graphQL, message: message), nil)
        case .malformed(let message): return (.failed(.badResponse, message: message), nil)
        }
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
