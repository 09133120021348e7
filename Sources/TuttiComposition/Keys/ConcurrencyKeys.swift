/// The keys of `concurrency`.
enum ConcurrencyKeys {
    static let atOnce = Key("at-once", .integer(1...100_000), "Calls that run at a time.", default: 128)

    static let waiting = Key(
        "waiting", .integer(0...1_000_000), "Calls that queue behind them; more are refused as `overloaded`.",
        default: 64)

    static let table = KeyTable(
        "`concurrency`", keys: [atOnce, waiting], example: "write it like `{ at-once: 128, waiting: 64 }`")
}
