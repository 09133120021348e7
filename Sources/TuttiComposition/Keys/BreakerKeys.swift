internal import TuttiPlan
internal import TuttiResilience

/// The keys of `breaker`.
enum BreakerKeys {
    private static let standard = BreakerPolicy.standard

    static let failureRatio = Key(
        "failure-ratio", .ratio, "The share of failures that opens it: 50 % is 0.5.", default: standard.failureRatio)

    static let window = Key(
        "window", .duration, "The time within which requests are counted.", default: standard.window)

    static let minimumCalls = Key(
        "minimum-calls", .integer(1...1_000_000),
        "With fewer requests of clients in the window, each of which counts once, it stays closed.",
        default: standard.minimumCalls)

    static let openFor = Key(
        "open-for", .duration, "How long it stays open, so that no call is made.", default: standard.openFor)

    static let probes = Key(
        "probes", .integer(1...1_000), "So many calls are let through then; when they succeed it closes.",
        default: standard.probes)

    static let clients = Key(
        "clients", .integer(1...ClientGroup.count),
        "So many clients must see failures that what they ask for may be the reason of: statuses, broken responses. Behind "
            + "a load balancer, where all clients have one address, 1.", default: standard.clients)

    static let counts = Key(
        "counts", .node(["anyOf": [counted, .list(of: counted, atLeast: 1)]]),
        "What counts as a failure: `connect`, `dns`, `tls`, `reset`, `bad_response`, `timeout`, and statuses from 400 on.",
        writtenDefault: .array(BreakerCounts.knownReasons.map { .string($0.rawValue) } + ["5xx"]),
        examples: ["connect", "timeout", "502-504", 500])

    static let table = KeyTable(
        "`breaker`", keys: [failureRatio, window, minimumCalls, openFor, probes, clients, counts],
        example: "write it like `{ failure-ratio: 0.5, open-for: 5s }`")

    private static var counted: SchemaValue {
        [
            "anyOf": [
                ["enum": .array(BreakerCounts.knownReasons.map { .string($0.rawValue) })], .status(400...599),
                .text(matching: "^[45][0-9]{2}-[45][0-9]{2}$|^[45][Xx]{2}$", form: "a status like 500, 502-504 or 5xx"),
            ]
        ]
    }
}
