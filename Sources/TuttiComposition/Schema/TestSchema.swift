/// The schema of one of an endpoint's `tests`.
enum TestSchema {
    static let test = SchemaValue.mapping(
        keys, required: ["name"],
        rules: [
            ("oneOf", [["required": ["request", "expect"]], ["required": ["steps"]]]),
            ("dependencies", ["steps": none(of: ["request", "headers", "body", "expect"])]),
        ])

    /// That a mapping has none of these keys.
    private static func none(of keys: [String]) -> SchemaValue {
        ["not": ["anyOf": .array(keys.map { ["required": [.string($0)]] })]]
    }

    static let keys: [SchemaKey] =
        [SchemaKey("name", .text, "What the test shows.", examples: "orders are slow")] + exchange + [
            SchemaKey(
                "steps", .list(of: ["anyOf": [step, wait]], atLeast: 1),
                "Several requests, one after the other, on the same breakers and cached responses; in place of `request`."
            ),
            SchemaKey(
                "required", ["anyOf": [.text, .list(of: .text)]],
                "Members of the response that must not vanish, whichever call fails: `tutti test --each-failure`.",
                examples: ["user.name"]),
            SchemaKey(
                "env", .map(names: EndpointSchema.name, of: .text),
                "What expressions read as `env.NAME`: of names that gateway.yaml lists under `env`.",
                examples: ["REGION": "eu"]),
        ]

    private static let exchange: [SchemaKey] = [
        SchemaKey(
            "request",
            .text(
                matching: #"^(GET|HEAD|POST|PUT|PATCH|DELETE) +/[^\s#]*$"#,
                form: "a method and a path, like GET /profile/7"),
            "Method and target as a client sends them.", examples: "GET /profile/7?limit=3"),
        SchemaKey("headers", mapping, "The client's headers."),
        SchemaKey("body", .value, "The client's JSON body: plain data."),
        SchemaKey(
            "services", ["type": "object", "additionalProperties": script],
            "What the services answer, each under its name: plain data.",
            examples: ["users": ["GET /users/7": ["body": ["id": 7]]], "orders": "timeout"]),
        SchemaKey("expect", .mapping(expectationKeys), "What must come of it."),
    ]

    static let stepKeys =
        exchange + [SchemaKey("repeat", .integer(1...10_000), "So many times.", standard: 1), waitKey]

    private static let step = SchemaValue.mapping(stepKeys.filter { $0.name != "wait" }, required: ["request"])

    private static let waitKey = SchemaKey("wait", .duration, "Lets so much virtual time pass.", examples: "10s")

    private static let wait = SchemaValue.mapping([waitKey], required: ["wait"])

    private static let failures: SchemaValue = [
        "enum": ["timeout", "reset", "bad_response", "connect", "dns", "tls", "too_large"]
    ]

    static let responseKeys: [SchemaKey] = [
        SchemaKey("status", .integer(200...599), "The status of the response.", standard: 200),
        SchemaKey("headers", mapping, "Its headers."),
        SchemaKey("body", .value, "Its JSON body: plain data."),
        SchemaKey("text", .text, "Its body, where that is no JSON."),
        SchemaKey("after", .duration, "How long it takes to come."),
        SchemaKey("fail", failures, "The call fails like this."),
    ]

    private static let response = SchemaValue.mapping(
        responseKeys,
        rules: [
            ("minProperties", 1),
            ("dependencies", ["fail": none(of: ["status", "headers", "body", "text"]), "text": none(of: ["body"])]),
        ])

    /// `timeout`, `503`, `{ body: {…} }`.
    private static let one: SchemaValue = ["anyOf": [failures, PolicySchemas.status(200...599), response]]

    /// One, or one after the other.
    private static let responses: SchemaValue = ["anyOf": [one, .list(of: one, atLeast: 1)]]

    /// Responses to every request, or by request: `GET /users/*`.
    private static let script: SchemaValue = [
        "anyOf": [
            responses,
            [
                "type": "object", "minProperties": 1, "additionalProperties": responses,
                "propertyNames": ["pattern": #"^\*$|^(GET|HEAD|POST|PUT|PATCH|DELETE) +/[^\s#]*$"#],
            ],
        ]
    ]

    /// Names to text, or to a list where a field is there more than once.
    private static let mapping = SchemaValue.map(
        names: SchemaValue.headerName, of: ["anyOf": [.text, .list(of: .text)]])

    static let expectationKeys: [SchemaKey] = [
        SchemaKey("status", .integer(200...599), "The status of the response."),
        SchemaKey(
            "outcome",
            .map(
                names: EndpointSchema.name,
                of: ["enum": .array((outcomes + EndpointSchema.reasons).map { .string($0) })]),
            "The outcome of calls, or the reason of their failure.", examples: ["orders": "timeout"]),
        SchemaKey(
            "body", .value, "The body. Members that are not named are not compared; arrays have the same length."),
        SchemaKey(
            "headers", .map(names: SchemaValue.headerName, of: ["type": ["string", "number", "boolean", "null"]]),
            "Headers of the response; null for one that must not be there."),
        SchemaKey(
            "calls", .map(names: EndpointSchema.name, of: .integer(0...1_000_000)),
            "How many requests calls made, attempts included.", examples: ["orders": 1]),
        SchemaKey(
            "sent", .map(names: EndpointSchema.name, of: .value),
            "The JSON body that calls sent. Members that are not named are not compared; arrays have the same length.",
            examples: ["order": ["quantity": 1]]),
        SchemaKey("within", .duration, "The response came after at most so much virtual time.", examples: "300ms"),
    ]

    private static let outcomes = ["ok", "cached", "stale", "fallback", "skipped", "failed"]
}
