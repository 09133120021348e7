internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan

/// The components that all operations share: problems, and what became of calls.
enum SharedComponents {
    /// `components/schemas`.
    static var schemas: JSONObject {
        JSONObject([
            ("Problem", problem), ("CallError", callError), ("CallStatement", callStatement),
            ("CallOutcome", callOutcome), ("FailureReason", failureReason), ("RequestFault", requestFault),
        ])
    }

    /// `components/headers`.
    static var headers: JSONValue {
        [
            "Composition-Status": compositionStatus,
            "ETag": [
                "description": """
                A tag of the response (RFC 9110, 8.8.3), for `If-None-Match`. Not there when a call has failed, or when the \
                response is larger than 1 MiB.
                """,
                "schema": ["type": "string"],
            ],
            "Idempotent-Replayed": [
                "description": """
                `true` where the response is that of an earlier request with the same `Idempotency-Key`.
                """,
                "schema": ["type": "string"],
            ],
            "Retry-After": [
                "description": "When to try again, if that is known: seconds, or a date (RFC 9110, 10.2.3).",
                "schema": ["type": "string"],
            ],
            "RateLimit": [
                "description": """
                How things stand with each limit (draft-ietf-httpapi-ratelimit-headers-11): `r` requests are admitted, and within `t` \
                seconds no more should be made.
                """,
                "schema": ["type": "string"],
            ],
            "RateLimit-Policy": [
                "description": """
                The limits that hold (draft-ietf-httpapi-ratelimit-headers-11): `q` requests in `w` seconds.
                """,
                "schema": ["type": "string"],
            ],
            "WWW-Authenticate": [
                "description": "How to show who one is, here or to the service of the call (RFC 9110, 11.6.1).",
                "schema": ["type": "string"],
            ],
        ]
    }

    /// `components/responses`.
    static var responses: JSONValue {
        [
            "Problem": [
                "description": """
                Any other response is a problem, too: of a request that is refused before it is composed (400, 404, 405, 408, 412, 413, \
                414, 415, 417, 431, 501, 503, 505).
                """,
                "content": ["application/problem+json": ["schema": .reference("schemas/Problem")]],
            ]
        ]
    }

    private static let problem: JSONValue = [
        "description": "Why there is no composed response (RFC 9457).",
        "type": "object",
        "properties": [
            "type": ["type": "string", "description": "The kind of problem, if it has a name (RFC 9457, 3.1.1)."],
            "title": ["type": "string", "description": "The kind of problem, the same each time."],
            "status": [
                "type": "integer", "minimum": 400, "maximum": 599, "description": "The status of the response.",
            ],
            "detail": ["type": "string", "description": "What happened this time."],
            "request-id": [
                "type": "string", "description": "The request's `X-Request-Id`, by which its log line is found.",
            ],
            "violated-policies": [
                "type": "array", "description": "The limits that the client has exceeded, if it is because of limits.",
                "items": ["type": "string"],
            ],
            "errors": [
                "type": "array",
                "description": "The calls that failed, if it is because of calls; or what is wrong with the request.",
                "items": ["anyOf": [.reference("schemas/CallError"), .reference("schemas/RequestFault")]],
            ],
            "undone": [
                "type": "array", "description": "The calls that were taken back, because the request has failed.",
                "items": ["type": "string"],
            ],
            "undo_failed": [
                "type": "array",
                "description": "The calls that could not be taken back, and may have had their effect.",
                "items": ["type": "string"],
            ],
        ],
        "required": ["title", "status", "detail", "request-id"],
    ]

    private static let callError: JSONValue = [
        "description": "A call that failed.",
        "type": "object",
        "properties": [
            "call": ["type": "string", "description": "Its name."],
            "reason": .reference("schemas/FailureReason"),
            "status": ["type": "integer", "description": "What its service answered, if it did."],
            "pointer": [
                "type": "string", "format": "json-pointer",
                "description": "The first member of a composed response that would have shown it (RFC 6901).",
            ],
            "detail": ["type": "string", "description": "In plain words."],
        ],
        "required": ["call", "reason"],
    ]

    private static let requestFault: JSONValue = [
        "description": "What is wrong with a part of the request.",
        "type": "object",
        "properties": [
            "in": ["enum": ["path", "query", "header", "body"]],
            "name": ["type": "string", "description": "The parameter or header."],
            "pointer": [
                "type": "string", "description": "The place in the body (RFC 6901), cut where it is long.",
            ],
            "detail": ["type": "string", "description": "What was expected."],
        ],
        "required": ["in", "detail"],
    ]

    private static let callStatement: JSONValue = [
        "description": "What became of a call.",
        "type": "object",
        "properties": [
            "outcome": .reference("schemas/CallOutcome"),
            "reason": .reference("schemas/FailureReason"),
            "status": ["type": "integer", "description": "What its service answered, if it did."],
            "ms": ["type": "integer", "minimum": 0, "description": "How long it took, in milliseconds."],
            "attempts": ["type": "integer", "minimum": 0, "description": "The requests that were made."],
            "age": ["type": "integer", "minimum": 0, "description": "How old a cached response is, in seconds."],
            "failed": [
                "type": "integer", "minimum": 1,
                "description": "How many values of a call for many have no response, where others have one.",
            ],
            "unmatched": [
                "type": "integer", "minimum": 1,
                "description": "How many values of a call for many its service knows nothing of.",
            ],
        ],
    ]

    private static let outcomes = CallOutcome.all.map(\.label).reduce(into: [String]()) { labels, label in
        if !labels.contains(label) { labels.append(label) }
    }

    private static let reasons = FailureReason.allCases.map(\.rawValue)

    private static let callOutcome: JSONValue = [
        "description": """
        How a call ended. `cached`: with an earlier response that is fresh. `stale`: it failed, and its last good response \
        stands in. `fallback`: it failed, and another value stands in. `skipped`: it was not needed, or who has asked lacks the right to it. `failed`: null stands in, \
        or there is no composed response.
        """,
        "type": "string", "enum": .strings(outcomes),
    ]

    private static let failureReason: JSONValue = [
        "description": "Why a call failed.", "type": "string", "enum": .strings(reasons),
    ]

    private static let compositionStatus: JSONValue = [
        "description": """
        What became of each call, in a fixed order: a list of items with parameters (RFC 8941, 3.1). An item is a call's name; \
        one called `response` says that a part of the response could not be computed, and `pointer` which (RFC 6901), or `header` which header. `outcome` is a \
        `CallOutcome`, `reason` a `FailureReason`; `failed` counts values without a response, `unmatched` those that the service \
        knows nothing of, `age` is that of a cached response in seconds, `attempts` are requests where there were several, `ms` are \
        milliseconds, `undone` and `undo_failed` say that the call was, or could not be, taken back. Not there in responses to requests that were not composed.
        """,
        "schema": ["type": "string", "pattern": .string(compositionStatusPattern)],
        "example": "user;outcome=ok;ms=12, orders;outcome=failed;reason=timeout;ms=300",
    ]

    /// The grammar of the header's value, as a regular expression of ECMA-262.
    static let compositionStatusPattern: String = {
        let name = #"(?:[A-Za-z][A-Za-z0-9_]*|"_[A-Za-z0-9_]*")"#
        let outcome = ";outcome=(?:\(outcomes.joined(separator: "|")))"
        let reason = "(?:;reason=(?:\(reasons.joined(separator: "|"))))?"
        let counts = ["failed", "unmatched", "age", "attempts", "ms"].map { "(?:;\($0)=[0-9]+)?" }.joined()
        // A string (RFC 8941, 3.3.3): a quote and a backslash have a backslash before them.
        let pointer = #"(?:;(?:pointer|header)="(?:[ !#-\[\]-~]|\\["\\])*")?"#
        let undo = "(?:;(?:\(UndoEnd.allCases.map(\.rawValue).joined(separator: "|"))))?"
        let item = name + outcome + reason + pointer + counts + undo
        return "^\(item)(?:, \(item))*$"
    }()
}
