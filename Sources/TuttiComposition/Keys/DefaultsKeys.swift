internal import TuttiResilience

/// The keys of `defaults` in gateway.yaml.
enum DefaultsKeys {
    static let deadline = Key(
        "deadline", .duration, "How long an endpoint may take that names no `deadline`.", default: .seconds(2))

    static let timeout = Key(
        "timeout", .duration, "How long a call may take when neither it nor its service names one.",
        default: .seconds(1))

    static let maximumRequestBody = Key(
        "max-request-body", .size, "The most bytes of a client's request body.", default: 1 << 20)

    static let maximumCalls = Key(
        "max-calls", .integer(1...10_000),
        "The most requests that one request of a client may lead to. An endpoint whose `each` could need more is an "
            + "error.", default: 100)

    static let cacheMemory = Key(
        "cache-memory", .size, "The memory for responses that are kept: `cache`, `stale`.", default: 64 << 20,
        formerNames: ["answer-memory"])

    static let concurrency = Key(
        "concurrency", .node(ConcurrencyKeys.value),
        "Of services that don't have one: how many calls may run and wait.")

    static let breaker = Key(
        "breaker", .mapping(BreakerKeys.table),
        "Of services that don't have one: when calls to a service are refused, because it keeps failing.")

    static let outliers = Key(
        "outliers", .node(OutlierKeys.value),
        "Of services that don't have one: when an instance gets no requests for a while, because its requests fail.",
        examples: false)

    static let retry = Key(
        "retry", .node(.off(or: RetryKeys.serviceTable.schema)),
        "Of services that don't have one: when a failed call is tried again.", examples: ["attempts": 3])

    static let headers = Key(
        "headers", .node(.headers), "Headers that are sent with each call; a service sets some anew, or adds others.",
        examples: ["x-gateway": "tutti"])

    static let forwardHeaders = Key(
        "forward-headers", .node(.headerNames),
        "Of services that don't have one: headers of the client that are passed on.", examples: ["accept-language"],
        foreign: ["pass-headers", "proxy-headers"])

    static let table = KeyTable(
        "`defaults`",
        keys: [
            deadline, timeout, maximumRequestBody, maximumCalls, cacheMemory, concurrency, breaker, outliers, retry,
            headers, forwardHeaders, ServiceKeys.propagate, AuthenticationKeys.choice, LimitKeys.choice,
        ] + EdgeKeys.all)
}
