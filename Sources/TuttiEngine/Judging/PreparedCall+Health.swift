internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

extension PreparedCall {
    /// What an exchange says about the health of the service.
    ///
    /// - Parameters:
    ///   - result: what the transport returned.
    ///   - allowed: how much time it had.
    /// - Returns: the result that the breaker gets.
    func health(of result: UpstreamResult, allowed: TimeSpan) -> CircuitBreaker.CallResult {
        switch result {
        case .response(let response):
            return response.status >= 400 && breakerCounts.contains(status: response.status) ? .failed : .succeeded
        case .failure(let failure):
            let counts = breakerCounts.reasons.contains(FailureReason(failure.reason))
            switch failure.reason {
            case .connect, .dns, .tls: return counts ? .unreachable : .ignored
            case .reset, .badResponse: return counts ? .failed : .ignored
            case .timeout:
                guard counts else { return .ignored }
                if failure.phase == .connecting, allowed >= upstream.connectTimeout { return .unreachable }
                return allowed >= conclusiveTimeout ? .silent : .ignored
            case .tooLarge: return .succeeded
            // What this side lacks says nothing about the service.
            case .canceled, .overloaded: return .ignored
            }
        }
    }
}
