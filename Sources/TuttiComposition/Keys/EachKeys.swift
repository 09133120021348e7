/// The keys of a call that is made for the values of an array.
enum EachKeys {
    static let each = Key(
        "each", .node(.expression),
        "An expression that gives an array: the call is made once for each distinct value in it, which `each` holds. "
            + "The result is an array in that order; with `key`, an object by value.",
        examples: "orders[].productId", foreign: ["foreach", "for-each"])

    static let batch = Key(
        "batch", .integer(1...1_000, help: "say how many values: `batch: 50`"),
        "Up to so many values go into one request: `{each}` is then the list, joined by commas.", default: 1,
        examples: 50)

    static let key = Key(
        "key", .node(.expression), "An expression on an item of the response that gives the value it belongs to.",
        examples: "id")

    static let many = Key(
        "many", .bool,
        "Each value gets the list of all items whose `key` it is, `[]` where there are none. Otherwise it gets the first.",
        default: false)

    static let atMost = Key(
        "at-most", .integer(1...10_000), "With more distinct values the call fails as `too_many`.", default: 100)

    static let parallel = Key("parallel", .integer(1...1_000), "So many requests run at once.", default: 10)

    /// The keys that mean something only beside `each`.
    static let dependent: [any DeclaredKey] = [batch, key, many, atMost, parallel]

    static let all: [any DeclaredKey] = [each] + dependent

    /// Which other keys each of them needs.
    static let dependencies: [(name: String, value: SchemaValue)] = dependent.map {
        ($0.name, $0.name == many.name ? ["each", "key"] : ["each"])
    }
}
