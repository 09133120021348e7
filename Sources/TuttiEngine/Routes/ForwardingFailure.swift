internal import HTTPTypes
package import TuttiPlan
package import TuttiUpstream

/// Why a forwarded request got no complete response.
package struct ForwardingFailure: Sendable, Equatable {
    /// The kind, with the label that it has in logs and metrics.
    package let reason: FailureReason
    /// What happened in plain words, for the log: it may name a host.
    package let message: String
    /// The status of the service's response, which was dropped for another attempt; nil without one.
    let answered: Int?
    /// How long the client had better wait, as `Retry-After` says it; nil when that is unknown.
    let retryAfter: String?
    /// Whether nothing has left for the service.
    let isUnsent: Bool

    init(_ reason: FailureReason, _ message: String, answered: Int? = nil, retryAfter: String? = nil) {
        self.reason = reason
        self.message = message
        self.answered = answered
        self.retryAfter = retryAfter
        isUnsent = false
    }

    /// The failure of a stream.
    package init(_ failure: UpstreamFailure) {
        reason = FailureReason(failure.reason)
        message = failure.message
        answered = nil
        // This side had no descriptor, port or memory for it, which may be over soon.
        isUnsent = failure.reason == .overloaded && failure.phase == .connecting
        retryAfter = isUnsent ? "1" : nil
    }

    /// The service has no instance in use.
    static var noInstance: ForwardingFailure { ForwardingFailure(unsent: .noInstance) }

    /// The refusal of a service's gate.
    init(refusal: ServiceGate.Decision) {
        self.init(unsent: CallEnd(refusal: refusal))
    }

    private init(unsent end: CallEnd) {
        if case .failed(let reason, let message) = end.verdict {
            (self.reason, self.message) = (reason, message)
        } else {
            (reason, message) = (.canceled, "given up")
        }
        answered = nil
        retryAfter = end.retryAfter
        isUnsent = true
    }

    /// The status of the client's response: that of a request whose required call has failed like this.
    package var status: Int {
        FailureStatus.of(reason, answered: answered, saysWhen: retryAfter != nil, mapping: nil, isClientsMistake: false)
    }

    /// The client's response, as long as nothing of another one has gone out.
    package func response(requestID: String) -> ComposedResponse {
        var problem = ProblemDetails(
            status: status, title: "The request could not be forwarded",
            detail: "The route failed: \(reason.explanation(status: answered)).")
        problem.reason = reason.rawValue
        var response = ComposedResponse(problem, requestID: requestID)
        if let retryAfter, status == 503 || status == 429 {
            response.headers.append(HTTPField(name: .retryAfter, value: retryAfter))
        }
        return response
    }
}
