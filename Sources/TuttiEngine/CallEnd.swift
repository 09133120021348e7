internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// How a call that was made ended, before `otherwise` and the rest of the composition have their say.
struct CallEnd: Sendable {
    /// The value, or why there is none.
    enum Verdict: Sendable {
        case succeeded(JSONValue)
        case failed(FailureReason, message: String)
    }

    /// Where a value comes from.
    enum Source: Sendable {
        /// From the service, now.
        case service
        /// From an earlier answer that is fresh.
        case cached(age: TimeSpan)
        /// From an earlier answer, since there is no new one for that reason.
        case stale(age: TimeSpan, FailureReason, message: String)
        /// From the service, but for so many values of an `each`, for that reason.
        case part(failed: Int, FailureReason, message: String)
    }

    var verdict: Verdict
    var source = Source.service
    /// The attempts that were made.
    var attempts = 0
    /// The service's status, when it answered.
    var status: Int?
    /// Whether it came over an open connection.
    var connectionReused: Bool?
    /// Whether a request left for the service.
    var wasSent = false
    /// Whether the client's request is to blame: see ``RenderingFailure/isClientsMistake``.
    var isClientsMistake = false
    /// How many values of an `each` no item of the response has as its `key`.
    ///
    /// Behind the flags, where it takes no room: ends are copied often.
    var unmatched: Int32 = 0
    /// `Retry-After` of the service, or of our own breaker and limiter.
    var retryAfter: String?
    /// `WWW-Authenticate` of the service.
    var challenges: [String] = []
    /// Headers of the response, as far as they were wanted.
    var headers: [HTTPField] = []

    /// Why it failed, when it did.
    var reason: FailureReason? {
        if case .failed(let reason, _) = verdict { reason } else { nil }
    }

    /// Whether the service has answered, and says what will not be otherwise when it is asked again: gone, or not for this client.
    ///
    /// An earlier answer is none in its place (RFC 5861, 4: `stale-if-error` is for failures of the server).
    var isDefinite: Bool {
        guard reason == .status, let status else { return false }
        return status < 500 && !Self.isRefusalForNow(status)
    }

    /// Whether a status says that the same request may do better later: 408, 425 (RFC 8470, 5.2) or 429 (RFC 6585, 4).
    static func isRefusalForNow(_ status: Int) -> Bool { status == 408 || status == 425 || status == 429 }

    /// Says what came of redirects on the way here.
    mutating func take(_ trail: RedirectTrail) {
        // What a redirect led to may have been refused at the gate: the request before it was sent.
        if trail.followed > 0, attempts > 0 { wasSent = true }
        if let note = trail.note, case .failed(.status, let message) = verdict {
            verdict = .failed(.status, message: "\(message), \(note)")
        }
    }

    static func failed(_ reason: FailureReason, _ message: String) -> CallEnd {
        CallEnd(verdict: .failed(reason, message: message))
    }
}

extension CallEnd.Source {
    /// The outcome of a call with a value of this source.
    var outcome: CallOutcome {
        switch self {
        case .service: .ok
        case .cached: .cached
        case .stale(_, let reason, _): .stale(reason)
        case .part(_, let reason, _): .fallback(reason)
        }
    }
}

extension PreparedCall {
    /// Judges what came back: the accepted statuses, the body's syntax, `select`.
    ///
    /// - Parameters:
    ///   - request: how the request ended.
    ///   - scope: the document for `$` in `select`.
    /// - Returns: the value, or the reason why there is none, and the response before `select`.
    func judge(_ request: RequestEnd, scope: Scope) -> (end: CallEnd, response: JSONValue?) {
        var (end, response) = judged(request.result, scope: scope)
        end.attempts = request.attempts
        // What another call of the same request has sent is counted there.
        if request.attempts == 0 { end.wasSent = false }
        if let trail = request.trail { end.take(trail) }
        return (end, response)
    }

    /// Judges a response that was kept; nil if it is no response for this call, which accepts other statuses, or needs the body
    /// where a call before had a value for it.
    func judge(_ kept: CachedResponse, source: CallEnd.Source, scope: Scope) -> CallEnd? {
        guard let status = kept.status, accepts(status), !kept.isFallback || plan.accept.values[status] != nil else {
            return nil
        }
        let verdict = plan.accept.values[status].map { .succeeded($0) } ?? selected(kept.value, scope: scope)
        guard case .succeeded = verdict else { return nil }
        return CallEnd(verdict: verdict, source: source, status: status, headers: kept.headers)
    }

    /// Whether a status is success.
    func accepts(_ status: Int) -> Bool {
        plan.accept.values[status] != nil || plan.accept.ranges.contains { $0.contains(status) }
    }

    private func judged(_ result: RequestEnd.Result, scope: Scope) -> (CallEnd, JSONValue?) {
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
            let (verdict, body) = judge(response, scope: scope)
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
            return (end, body)
        }
    }

    private func judge(_ response: UpstreamResponse, scope: Scope) -> (CallEnd.Verdict, JSONValue?) {
        if let value = plan.accept.values[response.status] { return (.succeeded(value), value) }
        guard plan.accept.ranges.contains(where: { $0.contains(response.status) }) else {
            let pointed = words(ofRedirect: response).map { ", to \($0)" } ?? ""
            return (.failed(.status, message: "status \(response.status)\(pointed)"), nil)
        }
        let value: JSONValue
        do {
            value = try read(response)
        } catch {
            return (.failed(error.reason, message: error.message), nil)
        }
        return (selected(value, scope: scope), value)
    }

    private func selected(_ value: JSONValue, scope: Scope) -> CallEnd.Verdict {
        guard let select = plan.select else { return .succeeded(value) }
        do {
            return .succeeded(try select.evaluate(in: scope, current: value))
        } catch {
            return .failed(.expression, message: "select: \(error.message)")
        }
    }
}

extension FailureReason {
    init(_ reason: UpstreamFailure.Reason) {
        self =
            switch reason {
            case .timeout: .timeout
            case .connect: .connect
            case .dns: .dns
            case .tls: .tls
            case .reset: .reset
            case .badResponse: .badResponse
            case .tooLarge: .tooLarge
            case .overloaded: .overloaded
            case .canceled: .canceled
            }
    }
}
