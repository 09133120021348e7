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
        /// From a cached response that is fresh.
        case cached(age: TimeSpan)
        /// From a cached response, since there is no new one for that reason.
        case stale(age: TimeSpan, FailureReason, message: String)
        /// From the service, except for so many values of an `each`, or parts of a GraphQL response, which failed for that reason.
        case part(failed: Int, FailureReason, message: String)
        /// There is none, and this is what the service has said to the client.
        case refusal(ServiceRefusal)
    }

    var verdict: Verdict
    var source = Source.service
    /// The attempts that were made.
    var attempts = 0
    /// The status of the service's response, when there was one.
    var status: Int?
    /// Whether the response came over a connection that was open already.
    var connectionReused: Bool?
    /// Whether a request left for the service.
    var wasSent = false
    /// In one byte: ends are copied often, and beyond 128 bytes each copy is a call of `memcpy`.
    var marks: Marks = []
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

    /// What else there is to say of it.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8

        static let isClientsMistake = Marks(rawValue: 1)
        static let mayBeDone = Marks(rawValue: 2)
    }

    /// Whether the client's request is to blame: see ``RenderingFailure/isClientsMistake``.
    var isClientsMistake: Bool {
        get { marks.contains(.isClientsMistake) }
        set { if newValue { marks.insert(.isClientsMistake) } else { marks.remove(.isClientsMistake) } }
    }

    /// Of a call that is noted (``PreparedCall/isNoted``): whether the service may have done it, whatever was responded.
    var mayBeDone: Bool {
        get { marks.contains(.mayBeDone) }
        set { if newValue { marks.insert(.mayBeDone) } else { marks.remove(.mayBeDone) } }
    }

    /// Why it failed, when it did.
    var reason: FailureReason? {
        if case .failed(let reason, _) = verdict { reason } else { nil }
    }

    /// Whether the service has refused the request for good, not only for now: with a status below 500 such as 404 or 403.
    ///
    /// Then no cached response stands in (RFC 5861, 4: `stale-if-error` is for failures of the server).
    var isDefinite: Bool {
        guard reason == .status || reason == .credentials, let status else { return false }
        return status < 500 && !Self.isRefusalForNow(status)
    }

    /// Whether a status says that the same request may do better later: 408, 425 (RFC 8470, 5.2) or 429 (RFC 6585, 4).
    static func isRefusalForNow(_ status: Int) -> Bool { status == 408 || status == 425 || status == 429 }

    /// Notes in the message what came of redirects.
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
        case .service, .refusal: .ok
        case .cached: .cached
        case .stale(_, let reason, _): .stale(reason)
        case .part(_, let reason, _): .fallback(reason)
        }
    }
}
