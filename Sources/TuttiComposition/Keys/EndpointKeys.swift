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

    static let calls = Key(
        "calls", .node(callsByName),
        "The calls to services, each under the name by which expressions read its result. Calls that read no other "
            + "one start together; each other one starts when those that it reads have ended.",
        examples: ["user": ["service": "users", "get": "/users/{path.id}"]],
        foreign: ["backend", "backends", "requests", "steps"])

    static let response = Key(
        "response", .node(.value),
        "The body of the response. Strings are expressions, mappings build objects, lists build arrays; text stands in "
            + "single quotes inside: `\"'text'\"`. Without it, an object with each call under its name.",
        examples: ["user": "user", "orders": "orders[].{id: id, total: total.amount}"],
        foreign: ["output", "body", "result"])

    static let status = Key("status", .node(statuses), "Which status the response has when calls failed.")

    static let meta = Key(
        "meta", .node(.text),
        "The response gets a member of this name, with what happened to each call. It must be a mapping then.",
        examples: "_meta")

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
            + [deadline, calls, response, status, meta, fields] + EdgeKeys.all + [schema, tests],
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
    static let reservedNames = ScopeName.allCases.map(\.rawValue) + ["null", "response"]

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

    /// The key of `status` beside the names of calls.
    static let partial = Key(
        "partial", .node(["anyOf": [partialStatus, statusesOfCall]]),
        "The status of a response in which an optional call failed.", writtenDefault: .integer(StatusMapping().partial),
        examples: 206)

    /// A status of a response that has a body.
    private static var partialStatus: SchemaValue {
        ["allOf": [.status(200...599), ["not": ["enum": [204, 205, 304]]]]]
    }

    private static var statuses: SchemaValue {
        [
            "type": "object",
            "properties": .object([(partial.name, partial.schema)]),
            "additionalProperties": statusesOfCall,
        ]
    }

    private static var statusesOfCall: SchemaValue {
        let reasons = FailureReason.allCases.filter { $0 != .canceled }.map(\.rawValue)
        return [
            "type": "object",
            "description":
                "Statuses of this call's service, or reasons of its failure, and the status that the client gets then.",
            "propertyNames": ["pattern": .string("^[2-5][0-9]{2}$|^(\(reasons.joined(separator: "|")))$")],
            "additionalProperties": .status(400...599),
        ]
    }
}
