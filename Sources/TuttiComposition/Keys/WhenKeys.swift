/// The keys of `when` of a call, where it is a mapping.
enum WhenKeys {
    static let condition = Key(
        "if", .node(.value), "The call is skipped when this expression is false, null or empty.", examples: "page.next")

    static let otherwise = Key(
        "else", .node(.value),
        "What the result of the call is when it is skipped. Other calls are made with it, and not skipped as well.",
        examples: [],
        foreign: ["otherwise", "default", "fallback"])

    static let table = KeyTable(
        "`when`", keys: [condition, otherwise], required: [condition],
        foreign: [ForeignNames("then", help: "remove it: then the call is made")],
        example: "write an expression, or `{ if: page.next, else: [] }`")
}
