package import TuttiResilience

/// When a failed call is tried again: the `retry` of a service or a call.
///
/// Idempotent calls are tried again (RFC 9110, 9.2.2), and other calls of which nothing was sent; never past the time of the call, and
/// within the retry budget of the service.
package struct RetryPolicy: Sendable, Hashable {
    /// How many attempts in all; at least 1.
    package let attempts: Int
    /// The failures after which another attempt is made.
    package let reasons: Set<FailureReason>
    /// The statuses after which another attempt is made.
    package let statuses: [ClosedRange<Int>]
    /// How long to wait before another attempt.
    package let backoff: Backoff
    /// How long one attempt may take; nil gives it all the time of the call.
    package let attemptTimeout: TimeSpan?

    /// Two attempts, the second one after `connect`, `reset`, 502, 503 or 504.
    package static let standard = RetryPolicy(attempts: 2)

    /// The failures after which it may be certain that nothing of a request was sent.
    package static let unsentReasons: Set<FailureReason> = [.connect, .dns, .tls]

    /// The policy for a call that must not be made twice: only the reasons after which nothing was sent; nil where none is left.
    package var ofUnsent: RetryPolicy? {
        let reasons = reasons.intersection(Self.unsentReasons)
        guard !reasons.isEmpty else { return nil }
        return RetryPolicy(
            attempts: attempts, reasons: reasons, statuses: [], backoff: backoff, attemptTimeout: attemptTimeout)
    }

    /// The same with no bound for one attempt.
    package var withoutAttemptTimeout: RetryPolicy {
        RetryPolicy(attempts: attempts, reasons: reasons, statuses: statuses, backoff: backoff)
    }

    /// A policy made of its parts.
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
