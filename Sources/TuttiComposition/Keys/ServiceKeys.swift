internal import TuttiPlan
internal import TuttiResilience

/// The keys of a service in gateway.yaml.
enum ServiceKeys {
    static let instances = Key(
        "instances",
        .node(
            .list(
                of: .text(
                    matching: #"^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#\s]*)?$"#,
                    form: "a URL like http://127.0.0.1:7001, without query"),
                atLeast: 1)),
        "Where the service runs: `http` or `https`, a host, a port, and a path to put before every call's.",
        examples: ["http://127.0.0.1:7001"],
        foreign: [
            ForeignNames("url", help: "here it is a list: `instances: [http://127.0.0.1:7001]`"), "hosts", "urls",
        ])

    static let balance = Key(
        "balance",
        .oneOf(Balance.allCases.map { ($0.rawValue, $0) }) { word in
            (
                "`\(word)` is not a way to balance",
                Suggestion.help(for: word, among: Balance.allCases.map(\.rawValue), called: "use")
            )
        },
        "Which instance gets the next request: one after the other, the one with the fewest in flight, any, or the "
            + "same for the same path.", default: .roundRobin, foreign: ["load-balancing", "lb", "strategy"])

    static let timeout = Key(
        "timeout", .duration,
        "How long a call may take that names no timeout. Without it: `defaults.timeout`.", examples: "500ms")

    static let connectTimeout = Key(
        "connect-timeout", .duration, "How long opening a connection may take.", default: .milliseconds(100))

    static let maximumResponse = Key(
        "max-response", .size, "The most bytes of a response, before and after decompression.", default: 1 << 20)

    static let concurrency = Key(
        "concurrency", .node(ConcurrencyKeys.value), "How many calls may run and wait.",
        foreign: ["max-connections"])

    static let breaker = Key(
        "breaker", .mapping(BreakerKeys.table), "When calls to the service are refused, because it keeps failing.",
        foreign: ["circuit-breaker", "circuitBreaker", "circuit_breaker"])

    static let headers = Key(
        "headers", .node(.headers), "Headers that are sent with each call: plain text.",
        examples: ["x-gateway": "tutti"])

    static let forwardHeaders = Key(
        "forward-headers", .node(.headerNames), "Headers of the client that are passed on; no other one is.",
        examples: ["accept-language"], foreign: ["pass-headers", "proxy-headers"])

    static let host = Key(
        "host", .host, "What `Host` says. Without it: host and port of the instance.", examples: "api.example.com",
        foreign: ["host-header"])

    static let propagate = Key(
        "propagate",
        .node([
            "anyOf": [
                ["type": "boolean"],
                .list(of: ["enum": .array(PropagationReader.words.map { .string($0.word) })]),
            ]
        ]),
        "What services get to know of the client's request: its id (`X-Request-Id`), and `traceparent` and `tracestate`.",
        writtenDefault: .array(PropagationReader.words.map { .string($0.word) }), examples: false, ["request-id"])

    static let credentials = Key(
        "credentials", .mapping(CredentialsKeys.table),
        "Which token the gateway asks an issuer for, and shows to the service in `Authorization`.",
        examples: ["client-credentials": TokenGrantKeys.example],
        foreign: ["oauth", "oauth2", "auth", "authentication", "authorization"])

    static let forwardToken = Key(
        "forward-token", .bool,
        "Whether the service gets the token by which the client has shown who it is, in `Authorization`.",
        default: false, foreign: ["pass-token", "forward-access-token", "forward_bearer_token"])

    static let attempts = AttemptKeys(explanation: "", isOfService: true)

    static let table = KeyTable(
        "a service",
        keys: [
            instances, balance, timeout, connectTimeout, maximumResponse, concurrency, breaker, headers,
            forwardHeaders, host, propagate, credentials, forwardToken,
        ] + attempts.all,
        required: [instances],
        foreign: [
            ForeignNames(
                "rate-limit", help: "remove it: `concurrency: { at-once: 128 }` bounds the calls that run at a time"),
            ForeignNames("tls", help: "remove it: an instance is called by TLS where its URL begins with `https`"),
        ],
        example: "write it like `{ instances: [http://127.0.0.1:7001] }`")
}
