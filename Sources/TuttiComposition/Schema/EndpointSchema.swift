internal import TuttiPlan

/// The schema of a document that describes an endpoint.
enum EndpointSchema {
    private static let text = #"[^/?#{}\s]"#
    private static let parameter = #"\{[A-Za-z_][A-Za-z0-9_]*\}"#

    static let keys: [SchemaKey] = [
        SchemaKey(
            "endpoint",
            .text(
                matching: "^(GET|HEAD|POST|PUT|PATCH|DELETE) +(/|(/(\(text)*\(parameter)\(text)*|\(text)+))+)$",
                form: "a method and a path, like GET /profile/{id}"),
            "What clients ask for: a method and a path. `{id}` is a segment, or a part of one "
                + "(`{id}.json`), which expressions read as `path.id`.",
            examples: "GET /profile/{id}", "POST /checkout/{id}", "GET /reports/{id}.json"),
        SchemaKey("summary", .text, "One line for people."),
        SchemaKey(
            "deadline", .duration,
            "How long the whole response may take; it bounds every call. Without it: `defaults.deadline` of gateway.yaml.",
            examples: "800ms"),
        SchemaKey(
            "calls", calls,
            "The calls to services, each under the name by which expressions read its result. Calls that read no other "
                + "one start together; each other one starts when those that it reads have ended.",
            examples: ["user": ["service": "users", "get": "/users/{path.id}"]]),
        SchemaKey(
            "response", .value,
            "The body of the response. Strings are expressions, mappings build objects, lists build arrays; text stands in "
                + "single quotes inside: `\"'text'\"`. Without it, an object with each call under its name.",
            examples: ["user": "user", "orders": "orders[].{id: id, total: total.amount}"]),
        SchemaKey("status", status, "Which status the response has when calls failed."),
        SchemaKey(
            "meta", .text,
            "The response gets a member of this name, with what happened to each call. It must be a mapping then.",
            examples: "_meta"),
        SchemaKey(
            "fields", .bool,
            "Clients may ask for `?fields=user.name,orders`; calls that nothing then needs are not made.",
            standard: false),
        SchemaKey(
            "schema", ["type": "object"],
            "A JSON Schema of the response, for `tutti openapi`: plain data, no expressions."),
        SchemaKey(
            "tests", .list(of: TestSchema.test),
            "What the endpoint answers when its services do this or that: `tutti test`."),
    ]

    private static let calls: SchemaValue = [
        "type": "object", "minProperties": 1, "maxProperties": 100,
        "propertyNames": [
            "pattern": .string(name),
            "not": ["enum": .array((ScopeName.allCases.map(\.rawValue) + ["null", "response"]).map { .string($0) })],
        ],
        "additionalProperties": CallSchema.call,
    ]

    /// What expressions read without quotes.
    static let name = "^[A-Za-z_][A-Za-z0-9_]*$"

    static let reasons = FailureReason.allCases.map(\.rawValue)

    private static let partial = SchemaKey(
        "partial", ["anyOf": [partialStatus, ofCall]], "The status of a response in which an optional call failed.",
        standard: 200, examples: 206)

    /// One that has a body.
    private static let partialStatus: SchemaValue = [
        "allOf": [PolicySchemas.status(200...599), ["not": ["enum": [204, 205, 304]]]]
    ]

    private static let status: SchemaValue = [
        "type": "object",
        "properties": .object([(partial.name, partial.schema)]),
        "additionalProperties": ofCall,
    ]

    private static let ofCall: SchemaValue = [
        "type": "object",
        "description":
            "Statuses of this call's service, or reasons of its failure, and the status that the client gets then.",
        "propertyNames": [
            "pattern": .string(
                "^[2-5][0-9]{2}$|^(\(reasons.filter { $0 != FailureReason.canceled.rawValue }.joined(separator: "|")))$"
            )
        ],
        "additionalProperties": PolicySchemas.status(400...599),
    ]
}
