/// The keys of `unavailable` of `introspection`.
enum UnavailableKeys {
    static let lastKnown = Key(
        "last-known", .duration, "How much longer a token is good that was active: at most 5 m.", examples: "60s",
        foreign: ["stale", "stale-if-error"])

    static let table = KeyTable(
        "`unavailable`", keys: [lastKnown], required: [lastKnown], example: "write it like `{ last-known: 60s }`")
}
