internal import TuttiPlan
internal import TuttiResilience

/// The keys of a service in gateway.yaml.
enum ServiceKeys {
    static let instances = Key(
        "instances",
        .node(.list(of: ["anyOf": [instanceURL, InstanceKeys.table.schema]], atLeast: 1)),
        "Where the service runs: `http` or `https`, a host, a port, and a path to put before every call's; `unix:` and "
            + "the path of a socket; or a mapping with such a `url`.",
        examples: ["http://127.0.0.1:7001"], ["unix:/run/orders.sock"],
        [["url": "http://127.0.0.1:7001", "weight": 2]],
        foreign: [
            ForeignNames("url", help: "here it is a list: `instances: [http://127.0.0.1:7001]`"), "hosts", "urls",
        ])

    static let discover = Key(
        "discover", .mapping(DiscoverKeys.table),
        "How the instances are found while the gateway runs: by a name in DNS, or in a file. It takes the place of "
            + "`instances`.",
        examples: DiscoverKeys.example,
        foreign: [
            "discovery", "service-discovery", "service_discovery", "resolver", "dns", "srv", "consul", "kubernetes",
        ])

    /// Where the instances are: one of them is given.
    static let places: [any DeclaredKey] = [instances, discover]

    /// Where an instance listens.
    static let instanceURL = SchemaValue.text(
        matching: #"^([Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#\s]*)?|unix:/.*[^/])$"#,
        form: "a URL like http://127.0.0.1:7001, without query, or unix: and a path")

    static let balance = Key(
        "balance",
        .oneOf(Balance.allCases.map { ($0.rawValue, $0) }) { word in
            (
                "`\(word)` is not a way to balance",
                Suggestion.help(for: word, among: Balance.allCases.map(\.rawValue), called: "use")
            )
        },
        "Which instance gets the next request: the better of two by latency and requests in flight, one after the other, "
            + "the one with the fewest in flight, any, or the same for the same path.", default: .p2c,
        foreign: ["load-balancing", "lb", "strategy"])

    static let hashBy = Key(
        "hash-by", .node(.value),
        "What `balance: hash` goes by: a value of the client's request. Where it is null, and without it: the path.",
        examples: "claims.sub", foreign: ["hash-on", "hash-key", "consistent-hash"])

    static let slowStart = Key(
        "slow-start", .duration,
        "How long an instance that comes later gets fewer requests than the others, first a tenth of its share.",
        examples: "30s", foreign: ["slow_start", "warmup", "ramp-up"])

    static let timeout = Key(
        "timeout", .duration,
        "How long a call may take that names no timeout. Without it: `defaults.timeout`.", examples: "500ms")

    static let connectTimeout = Key(
        "connect-timeout", .duration, "How long opening a connection may take.", default: .milliseconds(100))

    static let tls = Key(
        "tls", .mapping(ServiceTLSKeys.table),
        "Of instances with `https`: who has signed their certificates, and which one the gateway shows.",
        examples: ["ca": "tls/inside.pem"], foreign: ["ssl", "mtls", "https"])

    static let connections = Key(
        "connections", .mapping(ConnectionsKeys.table), "How many connections there are, and how long they are kept.",
        examples: ["keep-alive": "60s"], foreign: ["pool", "connection-pool", "keepalive", "keep-alive"])

    static let http = Key(
        "http", .integer(1...2),
        "By which version of HTTP calls are made: 1 is HTTP/1.1; with 2, calls share a connection where an instance with `https` agrees to HTTP/2.",
        default: 1, foreign: ["http2", "h2", "protocol", "http-version"])

    static let proxy = Key(
        "proxy",
        .node(
            .text(
                matching: #"^[Hh][Tt][Tt][Pp]://([^/?#@\s]+@)?[^/?#@\s]+:[0-9]+/?$"#,
                form: "a URL like http://proxy.internal:3128")),
        "The proxy that opens tunnels to the instances (CONNECT), perhaps with a user and a password.",
        examples: "http://proxy.internal:3128", foreign: ["http-proxy", "https-proxy", "proxy-url"])

    static let userAgent = Key(
        "user-agent", .text,
        "What `User-Agent` says. Without it: `tutti/VERSION` in calls, and what the client says in routes.",
        examples: "shop/1.0")

    static let maximumResponse = Key(
        "max-response", .size, "The most bytes of a response, before and after decompression.", default: 1 << 20)

    static let concurrency = Key(
        "concurrency", .node(ConcurrencyKeys.value), "How many calls may run and wait.",
        foreign: ["max-connections"])

    static let breaker = Key(
        "breaker", .mapping(BreakerKeys.table), "When calls to the service are refused, because it keeps failing.",
        foreign: ["circuit-breaker", "circuitBreaker", "circuit_breaker"])

    static let health = Key(
        "health", .mapping(HealthKeys.table),
        "How the gateway checks by itself which instances are well; the others get no requests.",
        examples: ["get": "/health", "every": "5s"],
        foreign: [
            "health-check", "healthCheck", "health_check", "health-checks", "health_checks", "healthcheck", "active",
        ])

    static let outliers = Key(
        "outliers", .node(OutlierKeys.value),
        "When an instance gets no requests for a while, because its requests fail: where there are several instances.",
        examples: false, ["consecutive": 3, "eject-for": "1m"],
        foreign: [
            "outlier-detection", "outlierDetection", "outlier_detection", "passive", "passive-health", "ejection",
        ])

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
            instances, discover, balance, hashBy, slowStart, timeout, connectTimeout, tls, http, connections, proxy,
            maximumResponse, concurrency, breaker, health, outliers, headers, forwardHeaders, userAgent, host,
            propagate, credentials, forwardToken,
        ] + attempts.all,
        foreign: [
            ForeignNames(
                "rate-limit", help: "remove it: `concurrency: { at-once: 128 }` bounds the calls that run at a time")
        ],
        example: "write it like `{ instances: [http://127.0.0.1:7001] }`",
        rules: { [("oneOf", .array(places.map { ["required": [.string($0.name)]] }))] })
}
