internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies

/// The keys of a call.
enum CallKeys {
    static let service = Key(
        "service", .node(.text), "A service of gateway.yaml.", examples: "users",
        foreign: [
            ForeignNames("host", help: "hosts stand in gateway.yaml, under a service: `service: users`"),
            ForeignNames("backend", "upstream", help: "here it is called `service`: a name from gateway.yaml"),
        ])

    /// The methods, each a key that takes the path; a call has one of them.
    static let methods: [(key: Key<YAMLNode, Void>, method: HTTPRequest.Method)] =
        [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete].map { method in
            let key = Key(
                method.rawValue.lowercased(), .node(.text(matching: "^/", form: "a path that begins with /")),
                "The path that is asked for by \(method.rawValue): text with `{expression}` as placeholders. A call has one "
                    + "method.", examples: "/users/{path.id}",
                foreign: method == .get
                    ? [
                        ForeignNames(
                            "method", "path", "url", "uri",
                            help: "method and path are one key: `get: /users/{path.id}`")
                    ] : [])
            return (key, method)
        }

    // What is sent.

    static let query = Key(
        "query",
        .node([
            "anyOf": [
                [
                    "type": "object",
                    "additionalProperties": ["type": ["string", "number", "boolean", "null", "array"]],
                ],
                .expression,
            ]
        ]),
        "Parameters behind those of the path. Values are expressions: null drops a parameter, a list repeats it. An "
            + "expression in place of the mapping gives an object of them: `query_all` passes all of the client's on.",
        examples: ["user": "path.id"], "query_all", foreign: ["params", "parameters"])

    static let headers = Key(
        "headers", .node(.headers), "Headers of this call: text with `{expression}` as placeholders.",
        examples: ["x-account": "{user.accountId}"])

    static let forwardHeaders = Key(
        "forward-headers", .node(.headerNames),
        "Headers of the client that are passed on with this call, in place of those of the service.",
        examples: ["accept-language"], foreign: ["pass-headers", "proxy-headers"])

    static let cookies = Key(
        "cookies", .node(.map(names: SchemaValue.headerName, of: .value)),
        "Cookies that are sent with this call. Values are expressions; null sends none.",
        examples: ["session": "cookies.session"])

    static let body = Key(
        "body", .node(.value), "The JSON body; strings in it are expressions. Not with `get` and `head`.",
        examples: ["userId": "user.id"], foreign: ["data", "payload", "json"])

    static let needs = Key(
        "needs", .node(.value),
        "The right that the call needs: it is made only when this is `true`. Else it is skipped, and where it is `required` the client "
            + "gets 403.", examples: "contains(claims.roles, 'billing')",
        foreign: ["requires", "allow", "permission", "scope", "scopes"])

    static let form = Key(
        "form", .node(["anyOf": [.expression, ["type": "object"]]]),
        "The body as a form, `application/x-www-form-urlencoded`, in place of `body`: a mapping of names to values, or an expression "
            + "that gives an object. Null leaves a field out, a list repeats it.",
        examples: ["grant_type": "'refresh_token'", "token": "body.token"],
        foreign: ["form-data", "formdata", "urlencoded"])

    static let graphQL = Key(
        "graphql", .node(GraphQLKeys.table.schema),
        "A GraphQL query in place of `body`, for a `post`. The call's value is the `data` of the response; errors without data fail the call, "
            + "errors beside data are reported.",
        examples: ["query": "query ($id: ID!) { user(id: $id) { name } }", "variables": ["id": "path.id"]],
        foreign: ["gql"])

    static let when = Key(
        "when",
        .node([
            "anyOf": [
                ["type": ["string", "number", "boolean", "null", "array"]], WhenKeys.table.schema,
            ]
        ]),
        "The call is skipped when this expression is false, null or empty. Its result is null then; `{ if: …, else: [] }` gives another.",
        examples: "product.inStock", ["if": "page.next", "else": []], foreign: ["if"])

    static let after = Key(
        "after", .node(["anyOf": [.text, .list(of: .text, atLeast: 1)]]),
        "A call, or a list of calls, that this one comes after without reading them: it starts when they have ended, whatever became "
            + "of them. For calls that it reads, it needs nothing.", examples: "reserve", ["reserve", "order"],
        foreign: [
            ForeignNames(
                "depends-on", "depends_on", "dependsOn",
                help: "a call waits for the calls that its expressions read; `after` names others that it comes after")
        ])

    static let safe = Key(
        "safe", .bool,
        "This `post` only reads, as a search or a query of GraphQL does: it may be tried again, hedged, cached and shared like a `get`.",
        default: false, foreign: ["readonly", "read-only"])

    static let idempotency = Key(
        "idempotency",
        .oneOf(Idempotency.allCases.map { ($0.rawValue, $0) }) { word in
            (
                "`idempotency` can't be `\(word)`",
                "`request` makes a key for each request of a client, `client` makes it of the client's own `Idempotency-Key`"
            )
        },
        "Sends an `Idempotency-Key`, the same with each attempt, so that the service does once what is asked of it twice. Then the call may "
            + "be tried again and hedged. `request` makes one for each request of a client, `client` of the client's key.",
        foreign: ["idempotency-key", "idempotent"])

    static let undo = Key(
        "undo", .mapping(UndoKeys.table),
        "The request that takes this call back when the client's request fails as a whole after it.",
        examples: ["delete": "/orders/{order.id}"], foreign: ["compensate", "compensation", "rollback", "revert"])

    static let timeout = Key(
        "timeout", .duration,
        "How long the call may take, all attempts together; the endpoint's deadline bounds it too. Without it: that "
            + "of the service.", examples: "300ms", foreign: ["deadline"])

    // What becomes of the response.

    static let select = Key(
        "select", .node(.expression),
        "An expression that shapes the response as soon as it has arrived: bare names are its members, what else there "
            + "is is read through `$`.", writtenDefault: "@", examples: "items",
        foreign: ["map", "transform", "output", "extract"])

    static let required = Key("required", .bool, "Without this call there is no response.", default: false)

    static let importance = LoadKeys.importanceKey(
        of: "a call",
        "How much the call matters when there is too much to do, as `load` of gateway.yaml says: calls of `low` importance are left out "
            + "first, `critical` ones and those that are `required` never.")

    static let otherwise = Key(
        "otherwise", .node(["if": isStale, "then": stale, "else": staleList]),
        "What stands in when the call has failed: a value, in which strings are expressions; `stale`, its last good response; "
            + "`{stale: 10m}`, that response if it is at most so old; or a list that begins with one of these and goes on with "
            + "values. Without it, null.",
        examples: [], "stale", ["stale", ["value": []]], foreign: ["fallback", "default"])

    static let accept = Key(
        "accept", .node(["anyOf": [acceptable, .list(of: acceptable, atLeast: 1)]]),
        "Which statuses are success: `304`, `200-299`, `2xx`, `{404: null}` for a value in place of the body, or a "
            + "list of these.", writtenDefault: "200-299", examples: ["2xx", ["404": nil]],
        foreign: ["status"])

    static let refusals = Key(
        "refusals",
        .node([
            "anyOf": [.statuses, .list(of: .statuses, atLeast: 1), RefusalKeys.table.schema]
        ]),
        "Which statuses from 400 to 499 are words of the service for the client: where the call's failure would make the response a "
            + "problem, the client gets the status and the service's body in its place. `{ on: 4xx, body: … }` builds another body of "
            + "`error`, the body of the service.",
        examples: "4xx", [402, 409], ["on": "4xx", "body": ["code": "error.code"]],
        foreign: ["pass-errors", "errors", "error", "on-error", "return-errors"])

    static let pages = Key(
        "pages", .mapping(PagesKeys.table),
        "The response comes in pages, each of which says where the next one is. The call is made for one after the other, and its result is "
            + "all items in one array.",
        examples: ["cursor": "next_cursor", "items": "data"], foreign: ["paginate", "pagination", "paging"])

    static let expects = Key(
        "expects", .node(["anyOf": [MismatchKeys.table.schema, ["type": "object"]]]),
        "A JSON Schema (draft 2020-12) of the response, before `select`, or `{ file: user.schema.json }`. A call whose response doesn't fit fails as "
            + "`unexpected`; with `{ schema: …, on-mismatch: warn }` that is counted and logged only.",
        examples: ["type": "object", "required": ["id"]], foreign: ["response-schema", "schema", "validate"])

    static let into = Key(
        "into", .node(["anyOf": [.oneOf(intoWords), XMLKeys.outer.schema]]),
        "How the body of the response is read: as `json`; as `text`, a string; as `xml`, an object of elements, or `{ xml: { lists: [item] } }` with "
            + "elements that are always arrays; as a `form`, an object of text; as `lines`, an array of the JSON values on each line.",
        writtenDefault: "json", examples: "text", "xml", ["xml": ["lists": ["item"]]],
        foreign: ["encoding", "format", "parse-as"])

    /// The words of `into`.
    static let intoWords = ["json", "text", "xml", "form", "lines"]

    /// The keys that say what is sent.
    static let contents: [any DeclaredKey] = [body, form, graphQL]

    static let attempts = AttemptKeys(
        explanation: " In place of the service's; `false` turns it off.", isOfService: false)

    static let table = KeyTable(
        "a call",
        keys: [service] + methods.map(\.key)
            + [
                query, headers, forwardHeaders, cookies, body, form, graphQL, when, needs, after, safe, idempotency,
                undo, timeout, select, required, importance, otherwise, accept, refusals, expects, into,
                pages,
            ]
            + EachKeys.all + attempts.all,
        required: [service],
        foreign: [
            ForeignNames("optional", help: "remove it: every call is optional that is not `required: true`"),
            ForeignNames(
                "expect", help: "`accept` says which statuses are good, and `expects` is a JSON Schema of the response"),
        ],
        example: "write it like `{ service: users, get: \"/users/{path.id}\" }`",
        rules: {
            [
                ("oneOf", .array(methods.map { ["required": [.string($0.key.name)]] })),
                (
                    "dependencies",
                    .object(
                        [
                            (body.name, bodyRule(without: [form, graphQL])),
                            (form.name, bodyRule(without: [body, graphQL])),
                            (graphQL.name, graphQLRule),
                        ] + EachKeys.dependencies)
                ),
            ]
        })

    /// A call that only reads sends no body.
    private static func bodyRule(without others: [any DeclaredKey]) -> SchemaValue {
        let onlyReads: SchemaValue = ["anyOf": [["required": ["get"]], ["required": ["head"]]]]
        return .object([("allOf", .array([.object([("not", onlyReads)]), .without(others)]))])
    }

    private static var graphQLRule: SchemaValue {
        let posts: SchemaValue = ["required": ["post"]]
        return .object([("allOf", .array([posts, .without([body, form])]))])
    }

    private static var acceptable: SchemaValue {
        ["anyOf": [.statuses, ["type": "object", "propertyNames": ["pattern": .string(statusNames)]]]]
    }

    /// Names of members that stand for statuses: `404`, `400-499`, `4xx`.
    static let statusNames = "^[2-5][0-9]{2}(-[2-5][0-9]{2})?$|^[2-5][Xx]{2}$"

    private static let isStale: SchemaValue = ["type": "object", "required": ["stale"], "maxProperties": 1]

    /// A value that begins with a digit is a duration; with any other value `{stale: …}` builds an object.
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

    /// A list that begins with `{stale: …}` is read like the mapping; any other list is a value.
    private static let staleList: SchemaValue = [
        "if": ["items": [isStale], "minItems": 1], "then": ["items": [stale]],
    ]
}
