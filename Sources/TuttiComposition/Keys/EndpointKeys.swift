internal import TuttiPlan

/// The keys of a document that describes an endpoint.
enum EndpointKeys {
    static let endpoint = Key(
        "endpoint",
        .node(
            .text(
                matching: "^(\(EndpointLineReader.methods.joined(separator: "|"))) +"
                    + "(/|(/(\(segmentPattern)))+)$",
                form: "a method and a path, like GET /profile/{id}")),
        "What clients ask for: a method and a path. `{id}` is a segment, or a part of one "
            + "(`{id}.json`), which expressions read as `path.id`.",
        examples: "GET /profile/{id}", "POST /checkout/{id}", "GET /reports/{id}.json",
        foreign: [
            ForeignNames(
                "method", "path", "url", "route", "uri",
                help: "method and path are one key: `endpoint: GET /profile/{id}`")
        ])

    static let summary = Key(
        "summary", .text, "One line for people.", foreign: ["description", "title", "name"])

    static let deadline = Key(
        "deadline", .duration,
        "How long the whole response may take; it bounds every call. Without it: `defaults.deadline` of gateway.yaml.",
        examples: "800ms", foreign: ["timeout"])

    static let request = Key(
        "request", .mapping(RequestKeys.table),
        "What requests must be: JSON Schemas of the body, and types of parameters. One that doesn't fit gets 400, for its body 422, and "
            + "no call is made.",
        examples: ["query": ["limit": ["type": "integer", "minimum": 1, "maximum": 100, "default": 20]]],
        foreign: ["input", "validate", "validation"])

    static let calls = Key(
        "calls", .node(callsByName),
        "The calls to services, each under the name by which expressions read its result. Calls that read no other "
            + "one start together; each other one starts when those that it reads have ended.",
        examples: ["user": ["service": "users", "get": "/users/{path.id}"]],
        foreign: ["backend", "backends", "requests", "steps"])

    static let letValues = Key(
        "let",
        .node([
            "type": "object", "maxProperties": .integer(LetReader.mostValues),
            "propertyNames": [
                "pattern": .string(namePattern),
                "not": ["enum": .array(reservedNames.map { .string($0) })],
            ],
            "additionalProperties": .value,
        ]),
        "Values under names, which `response`, calls and each other read. Strings are expressions. A value is worked out once, when the "
            + "calls that it reads have ended, and only if something that is needed reads it.",
        examples: ["total": "sum(orders[].total)"], foreign: ["vars", "variables", "values", "const"])

    static let response = Key(
        "response", .node(.value),
        "The body of the response. Strings are expressions, mappings build objects, lists build arrays; text stands in "
            + "single quotes inside: `\"'text'\"`. Without it, an object with each call under its name.",
        examples: ["user": "user", "orders": "orders[].{id: id, total: total.amount}"],
        foreign: ["output", "body", "result"])

    static let status = Key(
        "status", .node(["anyOf": [.status(200...599), .expression, statuses]]),
        "The status of the response: a number, or an expression that gives one. A mapping says which it has when calls failed: "
            + "`{ success: 201, partial: 206, user: { 404: 410 } }`.",
        writtenDefault: .integer(StatusMapping().success), examples: 201,
        ["success": 201, "user": ["404": 410, "4xx": 409]])

    static let responseHeaders = Key(
        "response-headers", .node(.repeatedHeaders),
        "Headers of the response: text with `{expression}` as placeholders, or a list of such texts. One whose placeholder is null is left "
            + "out; a text that is one placeholder gives a header for each element of a list.",
        examples: ["location": "/orders/{order.id}"], foreign: ["headers", "add-headers", "set-headers"])

    static let meta = Key(
        "meta", .node(.text),
        "The response gets a member of this name, with what happened to each call. It must be a mapping then.",
        examples: "_meta")

    static let idempotency = Key(
        "idempotency", .node(["anyOf": [.bool, RepeatKeys.table.schema]]),
        "Clients send an `Idempotency-Key`, and whoever repeats a request with the same key gets the first one's response.",
        examples: true, ["for": "1h"], foreign: ["idempotency-key", "idempotent"])

    static let cache = Key(
        "cache", .node(CacheKeys.schema(CacheKeys.endpointTable)),
        "How long a whole response is used again, for requests that are the same in all that the endpoint reads of them. `http` says: as "
            + "long as all the responses that it is made of are fresh.",
        writtenDefault: false, examples: "30s", ["for": "30s", "if-error": "10m", "tags": ["user-{path.id}"]],
        foreign: ["ttl", "cache-ttl"])

    static let fields = Key(
        "fields", .bool,
        "Clients may ask for `?fields=user.name,orders`; calls that nothing then needs are not made.", default: false)

    static let schema = Key(
        "schema", .node(["type": "object"]),
        "A JSON Schema of the response, for `tutti openapi`: plain data, no expressions.")

    static let tests = Key(
        "tests", .node(.list(of: TestKeys.table.schema)),
        "What the endpoint answers when its services do this or that: `tutti test`.")

    static let table = KeyTable(
        "an endpoint",
        keys: [endpoint, summary] + AuthenticationKeys.ofOne + [LoadKeys.importance, LimitKeys.choice]
            + [
                deadline, request, calls, letValues, response, status, responseHeaders, meta, fields, cache,
                idempotency,
            ]
            + EdgeKeys.all + [schema, tests],
        required: [endpoint, calls],
        foreign: [
            ForeignNames("services", "defaults", "listen", "admin", "env", help: "it stands in gateway.yaml"),
            ForeignNames(
                "consumers",
                help: "a file with API keys is named in gateway.yaml: `auth: { partners: { api-keys: { keys: … } } }`"),
        ])

    /// More calls than this are no composition of one response.
    static let mostCalls = 100

    /// The names that no call may have: expressions and `Composition-Status` mean something else by them.
    static let reservedNames = ScopeName.allCases.map(\.rawValue) + ["null", "response", RefusalPolicy.errorName]

    /// A name that expressions read without quotes.
    static let namePattern = "^[A-Za-z_][A-Za-z0-9_]*$"

    /// A segment of a path: text, or a parameter with text around it.
    static let segmentPattern = #"[^/?#{}\s]*\{[A-Za-z_][A-Za-z0-9_]*\}[^/?#{}\s]*|[^/?#{}\s]+"#

    private static var callsByName: SchemaValue {
        [
            "type": "object", "minProperties": 1, "maxProperties": .integer(mostCalls),
            "propertyNames": [
                "pattern": .string(namePattern),
                "not": ["enum": .array(reservedNames.map { .string($0) })],
            ],
            "additionalProperties": CallKeys.table.schema,
        ]
    }

    /// The keys of `status` beside the names of calls.
    static let success = Key(
        "success", .node(["anyOf": [.status(200...599), .expression, statusesOfCall]]),
        "The status of the response, a number or an expression that gives one.",
        writtenDefault: .integer(StatusMapping().success), examples: 201)

    static let partial = Key(
        "partial", .node(["anyOf": [partialStatus, statusesOfCall]]),
        "The status of a response in which an optional call failed. Without it, that of `success`.",
        examples: 206)

    /// A status of a response that has a body.
    private static var partialStatus: SchemaValue {
        ["allOf": [.status(200...599), ["not": ["enum": [204, 205, 304]]]]]
    }

    private static var statuses: SchemaValue {
        [
            "type": "object",
            "properties": .object([(success.name, success.schema), (partial.name, partial.schema)]),
            "additionalProperties": statusesOfCall,
        ]
    }

    private static var statusesOfCall: SchemaValue {
        let reasons = FailureReason.allCases.filter { $0 != .canceled }.map(\.rawValue)
        return [
            "type": "object",
            "description":
                "Statuses of this call's service, or reasons of its failure, and the status that the client gets then.",
            "propertyNames": ["pattern": .string("\(CallKeys.statusNames)|^(\(reasons.joined(separator: "|")))$")],
            "additionalProperties": .status(400...599),
        ]
    }
}
