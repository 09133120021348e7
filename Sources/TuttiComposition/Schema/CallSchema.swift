/// The schema of a call.
enum CallSchema {
    static let call = SchemaValue.mapping(
        keys, required: ["service"],
        rules: [
            ("oneOf", .array(methods.map { ["required": [.string($0)]] })),
            (
                "dependencies",
                [
                    "body": ["not": ["anyOf": [["required": ["get"]], ["required": ["head"]]]]],
                    "batch": ["each"], "key": ["each"], "many": ["each", "key"], "at-most": ["each"],
                    "parallel": ["each"],
                ]
            ),
        ])

    private static let methods = ["get", "head", "post", "put", "patch", "delete"]

    static let keys: [SchemaKey] =
        [SchemaKey("service", .text, "A service of gateway.yaml.", examples: "users")]
        + methods.map { method in
            SchemaKey(
                method, .text(matching: "^/", form: "a path that begins with /"),
                "The path that is asked for by \(method.uppercased()): text with `{expression}` as placeholders. A call has one "
                    + "method.", examples: "/users/{path.id}")
        } + request + result + each + PolicySchemas.keys(ofService: false)

    private static let request: [SchemaKey] = [
        SchemaKey(
            "query",
            [
                "anyOf": [
                    [
                        "type": "object",
                        "additionalProperties": ["type": ["string", "number", "boolean", "null", "array"]],
                    ],
                    .expression,
                ]
            ],
            "Parameters behind those of the path. Values are expressions: null drops a parameter, a list repeats it. An "
                + "expression in place of the mapping gives an object of them: `query_all` passes all of the client's on.",
            examples: ["user": "path.id"], "query_all"),
        SchemaKey(
            "headers", .headers, "Fields of this call: text with `{expression}` as placeholders.",
            examples: ["x-account": "{user.accountId}"]),
        SchemaKey(
            "forward-headers", GatewaySchema.forwardedHeaders,
            "Fields of the client that are passed on with this call, in place of those of the service.",
            examples: ["accept-language"]),
        SchemaKey(
            "cookies", .map(names: SchemaValue.headerName, of: .value),
            "Cookies that are sent with this call. Values are expressions; null sends none.",
            examples: ["session": "cookies.session"]),
        SchemaKey(
            "body", .value, "The JSON body; strings in it are expressions. Not with `get` and `head`.",
            examples: ["userId": "user.id"]),
        SchemaKey(
            "when", .value, "The call is skipped when this expression is false, null or empty.",
            examples: "product.inStock"),
        SchemaKey(
            "timeout", .duration,
            "How long the call may take, all attempts together; the endpoint's deadline bounds it too. Without it: that "
                + "of the service.", examples: "300ms"),
    ]

    private static let result: [SchemaKey] = [
        SchemaKey(
            "select", .expression,
            "An expression that shapes the response as soon as it has arrived: bare names are its members, what else there "
                + "is is read through `$`.", standard: "@", examples: "items"),
        SchemaKey("required", .bool, "Without this call there is no response.", standard: false),
        SchemaKey(
            "otherwise", otherwise, otherwiseText, standard: nil, examples: [], "stale", ["stale", ["value": []]]),
        SchemaKey(
            "accept", ["anyOf": [acceptable, .list(of: acceptable, atLeast: 1)]],
            "Which statuses are success: `304`, `200-299`, `2xx`, `{404: null}` for a value in place of the body, or a "
                + "list of these.", standard: "200-299", examples: ["2xx", ["404": nil]]),
        SchemaKey(
            "into", .oneOf(["json", "text"]), "`text` takes the body as a string, `json` reads it.", standard: "json"),
    ]

    private static let each: [SchemaKey] = [
        SchemaKey(
            "each", .expression,
            "An expression that gives an array: the call is made once for each distinct value in it, which `each` holds. "
                + "The result is an array in that order; with `key`, an object by value.",
            examples: "orders[].productId"),
        SchemaKey(
            "batch", .integer(1...1_000),
            "Up to so many values go into one request: `{each}` is then the list, joined by commas.", standard: 1,
            examples: 50),
        SchemaKey(
            "key", .expression, "An expression on an item of the response that gives the value it belongs to.",
            examples: "id"),
        SchemaKey(
            "many", .bool,
            "Each value gets the list of all items whose `key` it is, `[]` where there are none. Otherwise it gets the first.",
            standard: false),
        SchemaKey(
            "at-most", .integer(1...10_000), "With more distinct values the call fails as `too_many`.", standard: 100),
        SchemaKey("parallel", .integer(1...1_000), "So many requests run at once.", standard: 10),
    ]

    private static let acceptable: SchemaValue = [
        "anyOf": [
            PolicySchemas.statuses,
            ["type": "object", "propertyNames": ["pattern": "^[2-5][0-9]{2}$"]],
        ]
    ]

    private static let otherwiseText =
        "What stands in when the call has failed: a value, in which strings are expressions; `stale`, its last good response; "
        + "`{stale: 10m}`, that answer if it is at most so old; or a list that begins with one of these and goes on with "
        + "values. Without it, null."

    private static let otherwise: SchemaValue = ["if": isStale, "then": stale, "else": list]

    private static let isStale: SchemaValue = ["type": "object", "required": ["stale"], "maxProperties": 1]

    /// What begins with a digit is a duration; with any other value an object with a member `stale` is built.
    private static let stale: SchemaValue = [
        "properties": [
            "stale": [
                "anyOf": [
                    .duration, ["type": "string", "pattern": "^([^0-9]|$)"],
                    ["type": ["boolean", "null", "array", "object"]],
                ]
            ]
        ]
    ]

    /// A list that begins with `{stale: …}` is read like the mapping; any other one is a value.
    private static let list: SchemaValue = ["if": ["items": [isStale], "minItems": 1], "then": ["items": [stale]]]
}
