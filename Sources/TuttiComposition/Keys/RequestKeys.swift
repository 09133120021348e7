internal import TuttiPlan

/// The keys of `request` in an endpoint: what a client's request must be.
enum RequestKeys {
    static let body = Key(
        "body", .node(["type": ["object", "boolean"]]),
        "A JSON Schema (draft 2020-12) of the body, or `{ file: order.schema.json }`. A body that doesn't fit gets 422.",
        examples: ["type": "object", "required": ["items"]],
        foreign: ["json", "schema", "payload"])

    static let bodyRequired = Key(
        "body-required", .bool, "Whether there must be a body, where `body` says what it is like.", default: true)

    static let path = Key(
        "path", .node(parameters),
        "The types of parameters of the path, by their names; one that doesn't fit gets 400.",
        examples: ["id": "integer"], foreign: ["params", "parameters"])

    static let query = Key(
        "query", .node(parameters),
        "The types of parameters of the query, by their names; one that doesn't fit gets 400.",
        examples: ["limit": ["type": "integer", "minimum": 1, "maximum": 100, "default": 20]])

    static let headers = Key(
        "headers", .node(parameters), "The types of headers, by their names; one that doesn't fit gets 400.",
        examples: ["x-tenant": ["type": "string", "required": true]])

    static let unknownQuery = Key(
        "unknown-query",
        .oneOf([("allowed", false), ("refused", true)]) { word in
            (
                "`unknown-query` is `allowed` or `refused`, not `\(word)`",
                "`refused` gives 400 for a name that `query` hasn't"
            )
        },
        "Whether a request may have parameters in its query that `query` doesn't name.", default: false)

    static let table = KeyTable("`request`", keys: [body, bodyRequired, path, query, headers, unknownQuery])

    private static var parameters: SchemaValue {
        let types = SchemaValue.array(ParameterType.allCases.map { .string($0.rawValue) })
        return [
            "type": "object",
            "additionalProperties": ["anyOf": [["enum": types], ["type": "object", "required": ["type"]]]],
        ]
    }
}
