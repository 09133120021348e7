internal import TuttiPlan

/// The keys of `discover` of a service: how its instances are found.
enum DiscoverKeys {
    static let dns = Key(
        "dns", .text,
        "A name in DNS: each of its addresses is an instance. `/etc/hosts` and search domains hold as everywhere on the machine.",
        examples: "orders.internal", foreign: ["name", "host", "hostname", "address"])

    static let srv = Key(
        "srv", .text,
        "A name with SRV records, which have the ports, priorities and weights of the instances.",
        examples: "_http._tcp.orders.internal", foreign: ["service", "dns-srv", "dns_srv"])

    static let file = Key(
        "file", .text,
        "A JSON file with a list of URLs, which is read again when it has changed: a path from the folder of gateway.yaml on.",
        examples: "instances.json", foreign: ["path", "file-sd", "file_sd"])

    static let port = Key(
        "port", .integer(1...65535), "The port of the instances that `dns` finds.", examples: 8080)

    static let tls = Key(
        "tls", .bool, "Whether the instances that DNS finds are called by TLS. In a file, their URLs say it.",
        default: false, foreign: ["https", "secure", "scheme"])

    /// Where instances are found; one is given.
    static let sources: [any DeclaredKey] = [dns, srv, file]

    static let example: SchemaValue = ["dns": "orders.internal", "port": 8080]

    static let table = KeyTable(
        "`discover`", keys: sources + [port, tls],
        foreign: [
            ForeignNames(
                "interval", "refresh", "ttl", "refresh-interval",
                help: "remove it: names are looked up again when the time is over that DNS gives them (TTL)"),
            ForeignNames(
                "kubernetes", "consul", "eureka", "etcd",
                help: "name it in DNS: a headless service of Kubernetes is `dns: orders.default.svc.cluster.local`"),
        ],
        example: "write it like `{ dns: orders.internal, port: 8080 }`",
        rules: {
            let needsPort: SchemaValue = ["required": [.string(port.name)]]
            return [
                ("oneOf", .array(sources.map { ["required": [.string($0.name)]] })),
                (
                    "dependencies",
                    .object([
                        (dns.name, needsPort), (srv.name, .without([port])), (file.name, .without([port, tls])),
                    ])
                ),
            ]
        })
}
