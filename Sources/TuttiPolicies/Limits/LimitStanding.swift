/// How things stand between a limit and one of its keys, as a client is told.
package struct LimitStanding: Sendable, Equatable {
    /// Whether the limit has refused the request.
    package let isExceeded: Bool
    /// How many requests are admitted now: `r` of `RateLimit`.
    package let available: UInt64
    /// Seconds, at least 1: within them no more than that should be asked, and after them a refused request is admitted if nobody else
    /// was: `t` of `RateLimit`, and `Retry-After`.
    package let seconds: UInt64
    /// Whether the request can ever be admitted; it can't if it costs more than there is at any time.
    package let isAttainable: Bool

    /// A standing of its parts.
    package init(isExceeded: Bool, available: UInt64, seconds: UInt64, isAttainable: Bool) {
        self.isExceeded = isExceeded
        self.available = available
        self.seconds = seconds
        self.isAttainable = isAttainable
    }
}
