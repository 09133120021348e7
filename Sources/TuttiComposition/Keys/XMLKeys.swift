/// The keys of `into: { xml: … }` of a call.
enum XMLKeys {
    static let lists = Key(
        "lists", .node(.list(of: .text, atLeast: 1)),
        "The elements that are arrays also where there is only one: their names, without a prefix.",
        examples: ["item"], foreign: ["arrays", "force-list", "force_list", "is-array"])

    static let table = KeyTable("`xml`", keys: [lists], example: "write it like `{ lists: [item] }`")

    /// `{ xml: { lists: [item] } }`.
    static let xml = Key("xml", .node(table.schema), "How XML is read.", examples: ["lists": ["item"]])

    static let outer = KeyTable(
        "`into`", keys: [xml], required: [xml], example: "write it like `{ xml: { lists: [item] } }`")
}
