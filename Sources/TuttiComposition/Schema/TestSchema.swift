/// The schema of one of an endpoint's `tests`.
enum TestSchema {
    static let test = SchemaValue.mapping(
        [SchemaKey("name", .text, "What the test shows.", examples: "orders are slow")] + exchange + [
            SchemaKey(
                "steps", .list(of: ["anyOf": [step, wait]], atLeast: 1),
                "Several requests, one after the other, on the same breakers and kept answers; in place of `request`."),
            SchemaKey(
                "required", .list(of: .text), "Members of the answer that must not vanish, whichever call fails.",
                examples: ["user.name"]),
        ],
        required: ["name"],
        rules: [("oneOf", [["required": ["request"]], ["required": ["steps"]]])])

    private static let exchange: [SchemaKey] = [
        SchemaKey(
            "request", .text(matching: "^(GET|HEAD|POST|PUT|PATCH|DELETE) +/", form: "a method and a path"),
            "Method and target as a client sends them.", examples: "GET /profile/7?limit=3"),
        SchemaKey("headers", .headers, "The client's header fields."),
        SchemaKey("body", .value, "The client's JSON body: plain data."),
        SchemaKey(
            "services", .map(names: "^[A-Za-z0-9_.-]+$", of: script),
            "What the services answer, each under its name: plain data.",
            examples: ["users": ["GET /users/7": ["body": ["id": 7]]], "orders": "timeout"]),
        SchemaKey("expect", .mapping(expectations), "What must come of it."),
    ]

    private static let step = SchemaValue.mapping(
        exchange + [SchemaKey("repeat", .integer(1...10_000), "So many times.", standard: 1)], required: ["request"])

    private static let wait = SchemaValue.mapping(
        [SchemaKey("wait", .duration, "Lets so much virtual time pass.", examples: "10s")], required: ["wait"])

    private static let failures: SchemaValue = [
        "enum": ["timeout", "reset", "connect", "dns", "tls", "too_large"]
    ]

    private static let status: SchemaValue = ["type": "integer", "minimum": 100, "maximum": 599]

    private static let answer = SchemaValue.mapping(
        [
            SchemaKey("status", status, "The status of the answer.", standard: 200),
            SchemaKey("headers", .headers, "Its header fields."),
            SchemaKey("body", .value, "Its JSON body: plain data."),
            SchemaKey("text", .text, "Its body, where that is no JSON."),
            SchemaKey("after", .duration, "How long it takes to come."),
            SchemaKey("fail", failures, "The call fails like this."),
        ],
        rules: [("not", ["required": ["body", "text"]])])

    private static let answers: SchemaValue = [
        "anyOf": [failures, status, answer, .list(of: ["anyOf": [failures, status, answer]], atLeast: 1)]
    ]

    /// Answers to every request, or by request: `GET /users/*`.
    private static let script: SchemaValue = [
        "anyOf": [
            answers,
            .map(names: #"^\*$|^(GET|HEAD|POST|PUT|PATCH|DELETE) +/"#, of: answers),
        ]
    ]

    private static let expectations: [SchemaKey] = [
        SchemaKey("status", status, "The status of the answer."),
        SchemaKey(
            "outcome",
            .map(
                names: EndpointSchema.name,
                of: ["enum": .array((outcomes + EndpointSchema.reasons).map { .string($0) })]),
            "The outcome of calls, or the reason of their failure.", examples: ["orders": "timeout"]),
        SchemaKey(
            "body", .value, "The body. Members that are not named are not compared; arrays have the same length."),
        SchemaKey("headers", .headers, "Header fields of the answer."),
        SchemaKey(
            "calls", .map(names: EndpointSchema.name, of: .integer(0...10_000)),
            "How many requests calls made, attempts included.", examples: ["orders": 1]),
        SchemaKey("within", .duration, "The answer came after at most so much virtual time.", examples: "300ms"),
    ]

    private static let outcomes = ["ok", "cached", "stale", "fallback", "skipped", "failed"]
}
