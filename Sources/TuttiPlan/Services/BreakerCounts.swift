/// What a circuit breaker counts as a failure of its service: `counts` of a `breaker`.
package struct BreakerCounts: Sendable, Hashable {
    /// Ways in which no response came.
    package let reasons: Set<FailureReason>
    /// Statuses of responses, 400 to 599.
    package let statuses: [ClosedRange<Int>]

    /// The reasons that a file may name.
    package static let knownReasons: [FailureReason] = [.connect, .dns, .tls, .reset, .badResponse, .timeout]

    /// Every way in which no response came, and every 5xx.
    package static let standard = BreakerCounts(reasons: Set(knownReasons), statuses: [500...599])

    /// Reasons and statuses.
    package init(reasons: Set<FailureReason>, statuses: [ClosedRange<Int>]) {
        self.reasons = reasons
        self.statuses = statuses
    }

    /// Whether a response with this status is a failure.
    package func contains(status: Int) -> Bool {
        statuses.contains { $0.contains(status) }
    }
}
