/// The keys of `pages` of a call.
enum PagesKeys {
    private static let source: SchemaValue = [
        "anyOf": [
            .expression,
            [
                "type": "object", "properties": [header.name: header.schema], "required": [.string(header.name)],
                "additionalProperties": false,
            ],
        ]
    ]

    static let cursor = Key(
        "cursor", .node(source),
        "What a page says of where the next one begins: an expression on the page, or `{ header: x-next }`. Null, false and empty text end "
            + "the pages. The value goes into the query of the next request.", examples: "next_cursor",
        ["header": "x-next-cursor"],
        foreign: ["token", "next-token"])

    static let parameter = Key(
        "parameter", .text, "The parameter of the query that the cursor goes into.", default: "cursor",
        examples: "page_token",
        foreign: ["param", "query"])

    static let link = Key(
        "link", .node(source),
        "The URL of the next page, in place of `cursor`: an expression on the page, or `{ header: link }` for the header `Link` with "
            + "`rel=\"next\"`. It must lead to the service.", examples: "links.next", ["header": "link"],
        foreign: ["next", "url"])

    static let items = Key(
        "items", .node(.expression),
        "An expression on a page that gives its items, an array. Without it, the page is the array.",
        examples: "data", foreign: ["merge", "path", "data"])

    static let atMost = Key(
        "at-most", .integer(1...1_000), "With more pages the call fails as `too_many`.", default: 10)

    static let incomplete = Key(
        "incomplete",
        .oneOf([("fail", false), ("keep", true)]) { word in
            ("`incomplete` can't be `\(word)`", "`fail` is the default; `keep` makes do with the pages that there are")
        },
        "What becomes of the call when one page after the first fails, or when there are more than `at-most`: it fails, or its result is "
            + "what there is, with the outcome `fallback`.", default: false, foreign: ["partial", "on-failure"])

    /// The key of `cursor` and `link` where they are mappings.
    static let header = Key(
        "header", .node(.text(matching: SchemaValue.headerName, form: "the name of a header")), "The name of a header.")

    static let table = KeyTable(
        "`pages`", keys: [cursor, parameter, link, items, atMost, incomplete],
        example: "write it like `{ cursor: next_cursor, items: data }`",
        rules: { [("oneOf", [["required": ["cursor"]], ["required": ["link"]]])] })
}
