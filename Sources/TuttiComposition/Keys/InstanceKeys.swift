/// The keys of an instance of a service that is more than a URL.
enum InstanceKeys {
    static let url = Key(
        "url", .node(ServiceKeys.instanceURL),
        "Where it listens: `http` or `https`, a host, a port, and a path to put before every call's.",
        examples: "http://127.0.0.1:7001", foreign: ["address", "host", "target", "server"])

    static let weight = Key(
        "weight", .integer(1...65_535),
        "How many of the service's requests it gets beside the others: twice as many with twice the weight.", default: 1
    )

    static let zone = Key(
        "zone", .text, "Where it runs. Instances in the gateway's own `zone` are preferred.", examples: "eu-1a",
        foreign: ["region", "locality", "az"])

    static let drain = Key(
        "drain", .bool, "Whether it gets no new requests; those that run end as ever.", default: false,
        foreign: ["draining", "drained", "down", "disabled"])

    static let table = KeyTable(
        "an instance", keys: [url, weight, zone, drain], required: [url],
        example: "write it like `http://127.0.0.1:7001`, or `{ url: http://127.0.0.1:7001, weight: 2 }`")
}
