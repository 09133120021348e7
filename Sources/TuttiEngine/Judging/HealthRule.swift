internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// What the ends of exchanges say about the health of a service: one rule for calls and for routes.
struct HealthRule: Sendable {
    /// Which ends the service's breaker counts as failures.
    let counts: BreakerCounts
    /// How long opening a connection may take.
    let connectTimeout: TimeSpan
    /// An exchange that timed out says something about the service only if it had at least this time; else a deadline cut it short.
    let conclusiveTimeout: TimeSpan

    /// What a response with this status says.
    func verdict(status: Int) -> CircuitBreaker.CallResult {
        status >= 400 && counts.contains(status: status) ? .failed : .succeeded
    }

    /// What a failure says of an exchange that was allowed so much time.
    func verdict(_ failure: UpstreamFailure, allowed: TimeSpan) -> CircuitBreaker.CallResult {
        let isCounted = counts.reasons.contains(FailureReason(failure.reason))
        switch failure.reason {
        case .connect, .dns, .tls: return isCounted ? .unreachable : .ignored
        case .reset, .badResponse: return isCounted ? .failed : .ignored
        case .timeout:
            guard isCounted else { return .ignored }
            if failure.phase == .connecting, allowed >= connectTimeout { return .unreachable }
            return allowed >= conclusiveTimeout ? .silent : .ignored
        case .tooLarge: return .succeeded
        // What this side lacks says nothing about the service.
        case .canceled, .overloaded: return .ignored
        }
    }

    /// What an exchange says that was allowed so much time.
    func verdict(_ result: UpstreamResult, allowed: TimeSpan) -> CircuitBreaker.CallResult {
        switch result {
        case .response(let response): verdict(status: response.status)
        case .failure(let failure): verdict(failure, allowed: allowed)
        }
    }
}
