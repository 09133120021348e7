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
        SchemaKey("answer-memory", .size, "The memory for answers that are kept: `cache`, `stale`.", standard: "64MiB"),
    ]

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
                "Which instance gets the next request: one after the other, the one with the fewest under way, any, or the "
                    + "same for the same path.", standard: "round-robin"),
            SchemaKey(
                "timeout", .duration,
                "How long a call may take that names no timeout. Without it: `defaults.timeout`.", examples: "500ms"),
            SchemaKey("connect-timeout", .duration, "How long opening a connection may take.", standard: "100ms"),
            SchemaKey(
                "max-response", .size, "The most bytes of an answer, before and after decompression.",
                standard: "1MiB"),
            SchemaKey("concurrency", .mapping(concurrency), "How many calls may run and wait."),
            SchemaKey("breaker", .mapping(breaker), "When the service is given a rest, because calls to it fail."),
            SchemaKey(
                "headers", .headers, "Fields that are sent with each call: plain text.",
                examples: ["x-gateway": "tutti"]),
            SchemaKey(
                "forward-headers", .list(of: .text(matching: SchemaValue.headerName, form: "the name of a header")),
                "Fields of the client that are passed on; no other one is.", examples: ["accept-language"]),
        ] + PolicySchemas.keys(ofService: true)

    static let concurrency: [SchemaKey] = [
        SchemaKey("at-once", .integer(1...100_000), "Calls that run at a time.", standard: 128),
        SchemaKey(
            "waiting", .integer(0...1_000_000), "Calls that queue behind them; more are refused as `overloaded`.",
            standard: 64),
    ]

    static let breaker: [SchemaKey] = [
        SchemaKey("failure-ratio", .ratio, "The share of failed calls that opens it: 50 % is 0.5.", standard: 0.5),
        SchemaKey("window", .duration, "The time within which calls are counted.", standard: "10s"),
        SchemaKey(
            "minimum-calls", .integer(1...1_000_000), "With fewer calls in the window it stays closed.", standard: 20),
        SchemaKey("open-for", .duration, "How long it stays open, so that no call is made.", standard: "5s"),
        SchemaKey(
            "probes", .integer(1...1_000), "So many calls are let through then; when they succeed it closes.",
            standard: 3),
    ]
}
