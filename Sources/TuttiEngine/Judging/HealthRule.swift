internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// What the ends of exchanges say about the health of a service: one rule for calls and for routes.
///
/// A class for the same reason as ``PreparedCall``.
final class HealthRule: Sendable {
    /// Which ends the service's breaker counts as failures.
    private let counts: BreakerCounts
    /// How long opening a connection may take.
    private let connectTimeout: TimeSpan
    /// An exchange that timed out says something about the service only if it had at least this time; else a deadline cut it short.
    private let conclusiveTimeout: TimeSpan

    /// A rule made of its parts.
    init(counts: BreakerCounts, connectTimeout: TimeSpan, conclusiveTimeout: TimeSpan) {
        self.counts = counts
        self.connectTimeout = connectTimeout
        self.conclusiveTimeout = conclusiveTimeout
    }

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
