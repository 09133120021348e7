internal import TuttiPlan
internal import TuttiUpstream

/// How one request of a call ended, before its response is judged.
struct RequestEnd: Sendable {
    /// What was sent and received last.
    enum Result: Sendable {
        /// It was sent: what the transport returned.
        case exchanged(UpstreamResult)
        /// It was not sent: its service's gate refused it, or it was given up before.
        case refused(CallEnd)
    }

    var result: Result
    /// The attempts that were made, hedges included.
    var attempts: Int
    /// How many were made one after the other, hedges left out.
    var tries = 1
    /// The number of the token that it showed; 0 for none.
    var tokenNumber = 0
    /// Whether an attempt before the last one may have done what the service was asked.
    var mayBeDoneBefore = false
    /// The redirects of the last attempt; nil where there was none.
    var trail: RedirectTrail?

    /// The response of the service, with whatever status; nil without one.
    var response: UpstreamResponse? {
        if case .exchanged(.response(let response)) = result { response } else { nil }
    }

    /// The status of the service's response.
    var status: Int? {
        if case .exchanged(.response(let response)) = result { response.status } else { nil }
    }

    /// Why there is no response; nil when there is one.
    var reason: FailureReason? {
        switch result {
        case .exchanged(.response): nil
        case .exchanged(.failure(let failure)): FailureReason(failure.reason)
        case .refused(let end): end.reason
        }
    }
}
