internal import TuttiResilience
internal import TuttiUpstream

extension ConcurrencyLimiter.LoadSign {
    /// What an exchange shows of its service's load; nil for nothing.
    init?(_ result: UpstreamResult, verdict: CircuitBreaker.CallResult) {
        switch result {
        case .response(let response): self.init(status: response.status)
        case .failure(let failure): self.init(failure.reason, verdict: verdict)
        }
    }

    /// What a response with this status shows.
    init(status: Int) {
        self = status == 503 || status == 429 ? .overloaded : .answered
    }

    /// What a failure shows: a timeout that says something about the service, and no other.
    init?(_ reason: UpstreamFailure.Reason, verdict: CircuitBreaker.CallResult) {
        guard reason == .timeout, verdict == .silent || verdict == .unreachable else { return nil }
        self = .overloaded
    }
}
