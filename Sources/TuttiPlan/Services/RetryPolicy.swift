package import TuttiResilience

/// When a failed call is tried again: the `retry` of a service or a call.
///
/// Idempotent calls are (RFC 9110, 9.2.2), and any other one of which nothing was sent; never past their time, and within the
/// budget of their service.
package struct RetryPolicy: Sendable, Hashable {
    /// So many tries in all, at least 1.
    package var attempts: Int
    /// The failures after which another try makes sense.
    package var reasons: Set<FailureReason>
    /// The statuses after which another try makes sense.
    package var statuses: [ClosedRange<Int>]
    /// How long to wait before another try.
    package var backoff: Backoff
    /// How long one try may take; nil lets it have all the time of the call.
    package var attemptTimeout: TimeSpan?

    /// Two tries, after what a second one may mend: connect, reset, 502, 503, 504.
    package static let standard = RetryPolicy(attempts: 2)

    /// The failures after which it may be certain that nothing of a request was sent.
    package static let unsentReasons: Set<FailureReason> = [.connect, .dns, .tls]

    /// What of it holds for a call that must not be made twice; nil where nothing does.
    package var ofUnsent: RetryPolicy? {
        var policy = self
        policy.reasons.formIntersection(Self.unsentReasons)
        policy.statuses = []
        return policy.reasons.isEmpty ? nil : policy
    }

    /// A policy of its parts.
    package init(
        attempts: Int, reasons: Set<FailureReason> = [.connect, .reset],
        statuses: [ClosedRange<Int>] = [502...504], backoff: Backoff = .standard, attemptTimeout: TimeSpan? = nil
    ) {
        self.attempts = max(attempts, 1)
        self.reasons = reasons
        self.statuses = statuses
        self.backoff = backoff
        self.attemptTimeout = attemptTimeout
    }
}
