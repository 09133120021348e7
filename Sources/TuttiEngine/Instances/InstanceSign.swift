internal import TuttiResilience
internal import TuttiUpstream

/// What the end of an exchange says of the instance that it went to.
///
/// Unlike the breaker's verdict on the service, it doesn't depend on what `breaker.counts` names.
enum InstanceSign: Sendable, Equatable {
    /// The instance has answered, whatever it says.
    case succeeded
    /// It has failed, but what was asked of it may be the reason: a client can choose a URL at which it answers 500 or breaks off. That
    /// counts only beside what other instances do.
    case doubtful
    /// It has failed, and gave no answer of its own: no connection, no response in time, or the word of a proxy that there is none.
    case failed

    /// What a response with this status says.
    init(status: Int) {
        self =
            switch status {
            case ..<500: .succeeded
            case 502...504: .failed
            default: .doubtful
            }
    }

    /// What a failure says; nil for nothing.
    ///
    /// A timeout says something only where `verdict` does: not where a deadline has cut the exchange short.
    init?(_ reason: UpstreamFailure.Reason, verdict: CircuitBreaker.CallResult) {
        switch reason {
        case .connect, .dns, .tls: self = .failed
        case .timeout:
            guard verdict == .silent || verdict == .unreachable else { return nil }
            self = .failed
        case .reset, .badResponse: self = .doubtful
        case .tooLarge: self = .succeeded
        case .overloaded, .canceled: return nil
        }
    }

    /// What the end of an exchange says; nil for nothing.
    init?(_ end: FailureReports.End, verdict: CircuitBreaker.CallResult) {
        switch end {
        case .status(let status): self.init(status: status)
        case .failure(let reason): self.init(reason, verdict: verdict)
        }
    }
}
