/// The keys of `concurrency`.
enum ConcurrencyKeys {
    static let atOnce = Key("at-once", .integer(1...100_000), "Calls that run at a time.", default: 128)

    static let waiting = Key(
        "waiting", .integer(0...1_000_000), "Calls that queue behind them; more are refused as `overloaded`.",
        default: 64)

    static let adaptive = Key(
        "adaptive", .bool,
        "Whether fewer calls run at a time while the service shows that it has too much to do: it gives no response in time, or 503 or 429.",
        default: false, foreign: ["adaptive-concurrency", "adaptive_concurrency"])

    static let atLeast = Key(
        "at-least", .integer(1...100_000), "Of `adaptive`: how many calls run at a time at least.", default: 4,
        foreign: ["min_concurrency", "minimum"])

    static let table = KeyTable(
        "`concurrency`", keys: [atOnce, waiting, adaptive, atLeast],
        example: "write it like `{ at-once: 128, waiting: 64 }`, or `adaptive`")

    /// What stands for `{ adaptive: true }`.
    static let adaptiveWord = "adaptive"

    /// All of these, or ``adaptiveWord``.
    static let value: SchemaValue = ["anyOf": [["const": .string(adaptiveWord)], table.schema]]
}
