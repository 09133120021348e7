internal import TuttiPolicies

/// The keys of `load`, and how important a request is.
enum LoadKeys {
    static let requests = Key(
        "requests", .integer(1...1_000_000), "The most requests that run at once, on all workers together.",
        examples: 2000, foreign: ["max-requests", "max_requests", "concurrency"])

    static let lag = Key(
        "lag", .duration, "How late a worker may be with what it has to do.", examples: "100ms",
        foreign: ["delay", "event-loop-lag"])

    static let table = KeyTable(
        "`load`", keys: [requests, lag], example: "write it like `{ requests: 2000, lag: 100ms }`")

    static let load = Key(
        "load", .mapping(table),
        "From which load on requests get 503, those to endpoints and routes of the least `importance` first.",
        examples: ["requests": 2000, "lag": "100ms"], foreign: ["overload", "load-shedding", "shedding"])

    static let importance = importanceKey(
        of: "a request",
        "How much it matters that requests are served when not all can be, as `load` of gateway.yaml says: those of `low` importance are "
            + "refused first.")

    /// The key of whatever has an importance.
    static func importanceKey(of what: String, _ meaning: String) -> Key<Importance, Importance> {
        Key(
            "importance",
            .oneOf(Importance.allCases.map { ($0.rawValue, $0) }) { word in
                (
                    "`\(word)` is not how important \(what) is",
                    Suggestion.help(for: word, among: Importance.allCases.map(\.rawValue), called: "use")
                )
            }, meaning, default: Importance.normal, foreign: ["priority", "criticality"])
    }
}
