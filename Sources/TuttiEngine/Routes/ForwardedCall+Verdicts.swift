internal import TuttiResilience
internal import TuttiUpstream

/// What the end of an exchange says of the service and of the instance, and who is told.
extension ForwardedCall {
    /// What a failure says about the health of the service.
    func verdict(
        _ failure: UpstreamFailure, allowed: TimeSpan, _ isRequestSent: Bool
    ) -> CircuitBreaker.CallResult {
        // A tunnel in which nobody says anything may be the client's.
        if isTunnel, failure.reason == .timeout { return .ignored }
        // Nothing has come of a request that the client itself doesn't finish.
        if failure.reason == .timeout, failure.phase == .exchanging, !isRequestSent { return .ignored }
        return destination.health.verdict(failure, allowed: allowed)
    }

    /// What an exchange has come to is told to the log and to the instance.
    func noteEnd(
        _ verdict: CircuitBreaker.CallResult, _ end: FailureReports.End, after time: TimeSpan, now: MonotonicTime
    ) {
        service.failures?.callEnded(verdict, end, instance: instance, now: now)
        showed(verdict, end, after: time, now: now)
    }

    func showed(
        _ verdict: CircuitBreaker.CallResult, _ end: FailureReports.End, after time: TimeSpan, now: MonotonicTime
    ) {
        if let instance { service.instanceShowed(verdict, end, at: instance, after: time, now: now) }
    }
}
