internal import TuttiPlan

/// The keys of `idempotency` of an endpoint.
enum RepeatKeys {
    static let required = Key(
        "required", .bool, "Whether a request without an `Idempotency-Key` gets 400.", default: true)

    static let time = Key(
        "for", .duration, "How long a response is kept for those who repeat the request.",
        default: RepeatPlan.standardTime, foreign: ["ttl", "expires", "time"])

    static let table = KeyTable(
        "`idempotency` of an endpoint", keys: [required, time],
        example: "write it like `{ required: true, for: 24h }`, or `true`")
}
