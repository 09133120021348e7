internal import TuttiPlan
internal import TuttiResilience

/// The keys of `retry`.
enum RetryKeys {
    static let attempts = Key(
        "attempts", .integer(1...10), "So many tries in all, the first one too.",
        default: RetryPolicy.standard.attempts)

    static let on = Key(
        "on", .node(["anyOf": [reasonOrStatus, .list(of: reasonOrStatus)]]),
        "The failures after which to try again: `connect`, `dns`, `tls`, `reset`, `bad_response`, `timeout`, "
            + "and statuses.",
        writtenDefault: ["connect", "reset", 502, 503, 504], examples: ["connect", "5xx"])

    static let backoff = Key(
        "backoff", .duration, "The wait before the second try, about; it doubles with each.",
        default: RetryPolicy.standard.backoff.base)

    static let attemptTimeout = Key(
        "attempt-timeout", .duration,
        "How long one try may take. Without it, one may use up all the call's time.", examples: "200ms")

    static let budget = Key(
        "budget", .ratio, "Retries in all are at most this share of the calls to the service.", default: 0.2)

    /// The failures that another try may mend.
    static let reasons: [FailureReason] = [.connect, .dns, .tls, .reset, .badResponse, .timeout]

    static let serviceTable = KeyTable(
        "`retry` of a service", keys: [attempts, on, backoff, attemptTimeout, budget])

    /// The budget is the service's: all calls to it share it.
    static let callTable = KeyTable("`retry` of a call", keys: [attempts, on, backoff, attemptTimeout])

    private static var reasonOrStatus: SchemaValue {
        ["anyOf": [["enum": .array(reasons.map { .string($0.rawValue) })], .statuses]]
    }
}
