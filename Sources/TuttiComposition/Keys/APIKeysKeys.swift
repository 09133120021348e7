/// The keys of `api-keys` of a way to authenticate.
enum APIKeysKeys {
    static let header = Key(
        "header", .node(.text(matching: SchemaValue.headerName, form: "the name of a header")),
        "The header in which clients send their keys. `x-api-key` where neither it nor `query` nor `cookie` is given.",
        examples: "x-api-key", foreign: ["in-header", "key-header", "key_names", "name"])

    static let query = Key(
        "query", .text,
        "The parameter of the query in which clients send their keys. URLs are logged and remembered in many places: a header is safer.",
        examples: "api_key", foreign: ["param", "parameter", "in-query"])

    static let cookie = Key(
        "cookie", .text, "The cookie in which clients send their keys.", examples: "key", foreign: ["in-cookie"])

    static let keys = Key(
        "keys", .text,
        "The file of the keys, from the folder of gateway.yaml on: consumers, each with the SHA-256 of its keys and with claims.",
        examples: "partners.yaml", foreign: ["file", "credentials", "key-file", "consumers"])

    static let table = KeyTable(
        "`api-keys`", keys: [header, query, cookie, keys], required: [keys],
        example: "write it like `{ header: x-api-key, keys: partners.yaml }`")
}
