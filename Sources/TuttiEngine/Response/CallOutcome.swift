package import TuttiPlan

/// How a call ended.
package enum CallOutcome: Sendable, Hashable {
    /// It succeeded.
    case ok
    /// A cached response that is fresh was used.
    case cached
    /// It failed and the last good response stands in.
    case stale(FailureReason)
    /// It failed and its `otherwise` stands in; or, with `each`, it failed for some of the values; or, with `graphql`, a part of the data is
    /// missing.
    case fallback(FailureReason)
    /// Its `when` did not hold, or it reads a call that was skipped.
    case skipped
    /// It is optional, and was skipped because who has asked lacks the right that its `needs` names.
    case forbidden
    /// It failed and null stands in, or, when it was required, the whole response failed.
    case failed(FailureReason)

    /// The label in `Composition-Status`, logs and metrics.
    package var label: String {
        switch self {
        case .ok: "ok"
        case .cached: "cached"
        case .stale: "stale"
        case .fallback: "fallback"
        case .skipped, .forbidden: "skipped"
        case .failed: "failed"
        }
    }

    /// Why it failed, when it did; or why it was skipped, where that is for a right.
    package var reason: FailureReason? {
        switch self {
        case .ok, .cached, .skipped: nil
        case .forbidden: .forbidden
        case .stale(let reason), .fallback(let reason), .failed(let reason): reason
        }
    }

    /// Whether the response lacks what its service would have had for it: no, where it was not to be asked.
    package var isFailure: Bool { reason != nil && self != .forbidden }

    /// Every outcome with every reason, for metrics that start at zero.
    package static var all: [CallOutcome] {
        [.ok, .cached, .skipped, .forbidden]
            + FailureReason.allCases.flatMap { [.stale($0), .fallback($0), .failed($0)] }
    }
}
