internal import TuttiPlan

/// The keys of gateway.yaml.
enum GatewayKeys {
    /// Where clients connect if the file doesn't say it.
    static let standardAddress = ListenAddress(host: "127.0.0.1", port: 8080)

    static let listen = Key(
        "listen", .node(ListenerKeys.listeners),
        "Where clients connect: an address, or a list of addresses and listeners. Port 0 lets the system choose.",
        writtenDefault: .string(standardAddress.description), examples: "0.0.0.0:8080",
        foreign: [
            ForeignNames("port", "host", help: "here it is a host and a port: `listen: 127.0.0.1:8080`"), "address",
            ForeignNames(
                "tls", "ssl", help: "it belongs to a listener: `listen: [{ address: 0.0.0.0:8443, tls: { … } }]`"),
        ])

    static let admin = Key(
        "admin", .address,
        "Where health, readiness and metrics are served: keep it off the public network. Not served if not given.",
        examples: "127.0.0.1:9090")

    static let adminHosts = Key(
        "admin-hosts", .node(.list(of: .text)),
        "Names under which the admin listener is asked, beside its address and localhost: other names in `Host` are refused.",
        examples: ["tutti.internal"])

    static let trustedProxies = Key(
        "trusted-proxies", .node(TrustedProxiesKeys.proxies),
        "The proxies in front whose word on who has sent a request is taken: addresses and networks. Nobody's if not given.",
        examples: ["10.0.0.0/8"], foreign: ["trustedProxies", "set_real_ip_from", "real-ip", "forwarded-allow-ips"])

    static let logSubjects = Key(
        "log-subjects",
        .oneOf(SubjectLogging.allCases.map { ($0.rawValue, $0) }) { word in
            (
                "subjects can't be logged as `\(word)`",
                Suggestion.help(for: word, among: SubjectLogging.allCases.map(\.rawValue), called: "use")
            )
        },
        "How the access log names who has sent a request, `sub`: by the first digits of a hash, as it is, or not at all.",
        default: SubjectLogging.hashed)

    static let bounds = Key(
        "bounds", .mapping(BoundsKeys.table),
        "What a client, and all of them together, may ask of the listeners: sizes, times, connections.",
        foreign: ["timeouts"])

    static let zone = Key(
        "zone", .text, "Where this gateway runs: instances in the same `zone` are preferred.",
        examples: "${ZONE}", foreign: ["region", "locality", "az"])

    static let env = Key(
        "env", .node(.list(of: .text)), "Variables of the environment that expressions read as `env.NAME`.",
        examples: ["REGION"], foreign: ["environment", "variables"])

    static let defaults = Key(
        "defaults", .mapping(DefaultsKeys.table), "What holds for endpoints and services that don't say it.")

    static let services = Key(
        "services", .node(.map(names: "^[A-Za-z0-9_.-]+$", of: ServiceKeys.table.schema)),
        "The services that endpoints may call, each under its name: letters, digits, `-`, `_` and `.`.",
        examples: ["users": ["instances": ["http://127.0.0.1:7001"]]], foreign: ["upstreams", "backends"])

    static let table = KeyTable(
        "gateway.yaml",
        keys: [
            listen, admin, adminHosts, trustedProxies, zone, bounds, env, CORSKeys.policies,
            AuthenticationKeys.declared,
            AuthenticationKeys.rules, logSubjects, LoadKeys.load, RedisKeys.redis, LimitKeys.named, defaults, services,
        ],
        foreign: [
            ForeignNames(
                "endpoints", "routes", "paths",
                help: "endpoints stand in other files of the folder, each as `endpoint: GET /profile/{id}`"),
            ForeignNames("timeout", help: "write `defaults: { timeout: 1s, deadline: 2s }`"),
            ForeignNames("deadline", help: "write `defaults: { deadline: 2s }`"),
            ForeignNames("version", help: "remove it"),
        ])
}
