/// The keys of `expects` of a call, where it is a mapping of them and not a schema.
enum MismatchKeys {
    static let schema = Key(
        "schema", .node(["type": "object"]),
        "The JSON Schema of the response, or `{ file: user.schema.json }`.",
        examples: ["type": "object", "required": ["id"]])

    static let onMismatch = Key(
        "on-mismatch",
        .oneOf([("fail", true), ("warn", false)]) { word in
            ("`on-mismatch` is `fail` or `warn`, not `\(word)`", "`warn` takes the response, counts it and logs it")
        },
        "What becomes of a response that doesn't fit: `fail` fails the call as `unexpected`, `warn` takes it, counts it and logs it.",
        default: true)

    static let table = KeyTable(
        "`expects`", keys: [schema, onMismatch], required: [schema],
        foreign: [
            ForeignNames(
                "file", "type", "properties", "required", "items", "$ref", "additionalProperties", "anyOf", "allOf",
                "oneOf",
                help: "beside `on-mismatch`, the schema stands under `schema`: `{ schema: { … }, on-mismatch: warn }`")
        ])
}
