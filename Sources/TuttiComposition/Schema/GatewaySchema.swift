internal import TuttiPlan
/// The schema of gateway.yaml.
enum GatewaySchema {
    static let keys: [SchemaKey] = [
        SchemaKey(
            "listen", .address, "Where clients connect. Port 0 lets the system choose.", standard: "127.0.0.1:8080",
            examples: "0.0.0.0:8080"),
        SchemaKey(
            "admin", .address,
            "Where health, readiness and metrics are served: keep it off the public network. Not served if not given.",
            examples: "127.0.0.1:9090"),
        SchemaKey(
            "admin-hosts", .list(of: .text),
            "Names under which the admin listener is asked, beside its address and localhost: other names in `Host` are refused.",
            examples: ["tutti.internal"]),
        SchemaKey(
            "env", .list(of: .text), "Variables of the environment that expressions read as `env.NAME`.",
            examples: ["REGION"]),
        SchemaKey("defaults", .mapping(defaults), "What holds for endpoints and services that don't say it."),
        SchemaKey(
            "services", .map(names: "^[A-Za-z0-9_.-]+$", of: service),
            "The services that endpoints may call, each under its name: letters, digits, `-`, `_` and `.`.",
            examples: ["users": ["instances": ["http://127.0.0.1:7001"]]]),
    ]

    static let defaults: [SchemaKey] = [
        SchemaKey("deadline", .duration, "How long an endpoint may take that names no `deadline`.", standard: "2s"),
        SchemaKey(
            "timeout", .duration, "How long a call may take when neither it nor its service names one.",
            standard: "1s"),
        SchemaKey("max-request-body", .size, "The most bytes of a client's request body.", standard: "1MiB"),
        SchemaKey(
            "max-calls", .integer(1...10_000),
            "The most requests that one request of a client may lead to. An endpoint whose `each` could need more is an "
                + "error.", standard: 100),
        SchemaKey(
            "cache-memory", .size, "The memory for responses that are kept: `cache`, `stale`.", standard: "64MiB"),
        SchemaKey(
            "concurrency", .mapping(concurrency), "Of services that don't have one: how many calls may run and wait."),
        SchemaKey("breaker", .mapping(breaker), "Of services that don't have one: when a service is given a rest."),
        SchemaKey(
            "retry", .off(or: .mapping(PolicySchemas.retry(ofService: true))),
            "Of services that don't have one: when a failed call is tried again.", examples: ["attempts": 3]),
        SchemaKey(
            "headers", .headers, "Fields that are sent with each call; a service sets some anew, or adds others.",
            examples: ["x-gateway": "tutti"]),
        SchemaKey(
            "forward-headers", forwardedHeaders,
            "Of services that don't have one: fields of the client that are passed on.", examples: ["accept-language"]),
        propagate,
    ]

    private static let propagate = SchemaKey(
        "propagate",
        [
            "anyOf": [
                ["type": "boolean"],
                .list(of: ["enum": .array(PropagationReader.words.map { .string($0.word) })]),
            ]
        ],
        "What services get to know of the client's request: its id (`X-Request-Id`), and `traceparent` and `tracestate`.",
        standard: ["request-id", "trace-context"], examples: false, ["request-id"])

    static let forwardedHeaders = SchemaValue.list(
        of: .text(matching: SchemaValue.headerName, form: "the name of a header"))

    static let service = SchemaValue.mapping(serviceKeys, required: ["instances"])

    static let serviceKeys: [SchemaKey] =
        [
            SchemaKey(
                "instances",
                .list(
                    of: .text(
                        matching: #"^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#\s]*)?$"#,
                        form: "a URL like http://127.0.0.1:7001, without query"),
                    atLeast: 1),
                "Where the service runs: `http` or `https`, a host, a port, and a path to put before every call's.",
                examples: ["http://127.0.0.1:7001"]),
            SchemaKey(
                "balance", .oneOf(Balance.allCases.map(\.rawValue)),
                "Which instance gets the next request: one after the other, the one with the fewest in flight, any, or the "
                    + "same for the same path.", standard: "round-robin"),
            SchemaKey(
                "timeout", .duration,
                "How long a call may take that names no timeout. Without it: `defaults.timeout`.", examples: "500ms"),
            SchemaKey("connect-timeout", .duration, "How long opening a connection may take.", standard: "100ms"),
            SchemaKey(
                "max-response", .size, "The most bytes of a response, before and after decompression.",
                standard: "1MiB"),
            SchemaKey("concurrency", .mapping(concurrency), "How many calls may run and wait."),
            SchemaKey("breaker", .mapping(breaker), "When the service is given a rest, because calls to it fail."),
            SchemaKey(
                "headers", .headers, "Fields that are sent with each call: plain text.",
                examples: ["x-gateway": "tutti"]),
            SchemaKey(
                "forward-headers", forwardedHeaders,
                "Fields of the client that are passed on; no other one is.", examples: ["accept-language"]),
            SchemaKey(
                "host", .host,
                "What `Host` says. Without it: host and port of the instance.", examples: "api.example.com"),
            propagate,
        ] + PolicySchemas.keys(ofService: true)

    static let concurrency: [SchemaKey] = [
        SchemaKey("at-once", .integer(1...100_000), "Calls that run at a time.", standard: 128),
        SchemaKey(
            "waiting", .integer(0...1_000_000), "Calls that queue behind them; more are refused as `overloaded`.",
            standard: 64),
    ]

    static let breaker: [SchemaKey] = [
        SchemaKey("failure-ratio", .ratio, "The share of failures that opens it: 50 % is 0.5.", standard: 0.5),
        SchemaKey("window", .duration, "The time within which requests are counted.", standard: "10s"),
        SchemaKey(
            "minimum-calls", .integer(1...1_000_000),
            "With fewer requests of clients in the window, each of which counts once, it stays closed.", standard: 20),
        SchemaKey("open-for", .duration, "How long it stays open, so that no call is made.", standard: "5s"),
        SchemaKey(
            "probes", .integer(1...1_000), "So many calls are let through then; when they succeed it closes.",
            standard: 3),
        SchemaKey(
            "clients", .integer(1...32),
            "So many clients must see failures that what they ask for may be the reason of: statuses, broken responses. Behind "
                + "a load balancer, where all clients have one address, 1.", standard: 2),
        SchemaKey(
            "counts", ["anyOf": [counted, .list(of: counted, atLeast: 1)]],
            "What counts as a failure: `connect`, `dns`, `tls`, `reset`, `bad_response`, `timeout`, and statuses from 400 on.",
            standard: ["connect", "dns", "tls", "reset", "bad_response", "timeout", "5xx"],
            examples: ["connect", "timeout", "502-504", 500]),
    ]
    private static let counted: SchemaValue = [
        "anyOf": [
            ["enum": .array(BreakerCounts.knownReasons.map { .string($0.rawValue) })], PolicySchemas.status(400...599),
            .text(matching: "^[45][0-9]{2}-[45][0-9]{2}$|^[45][Xx]{2}$", form: "a status like 500, 502-504 or 5xx"),
        ]
    ]
}
