/// The keys of `mirror`.
enum MirrorKeys {
    static let to = Key(
        "to", .node(.text), "The service that gets the copies.", examples: "orders-next", foreign: ["service"])

    static let share = Key(
        "share", .ratio, "The share of the requests that are copied: 10 % is 0.1.", default: 1,
        foreign: ["percent", "percentage", "weight"])

    static let table = KeyTable(
        "`mirror`", keys: [to, share], required: [to], example: "write it like `{ to: orders-next, share: 0.1 }`")
}
