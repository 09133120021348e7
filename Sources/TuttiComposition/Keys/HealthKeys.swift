internal import TuttiResilience

/// The keys of `health` of a service: how the gateway checks its instances.
enum HealthKeys {
    static let get = Key(
        "get", .node(.text(matching: #"^/[^#\s]*$"#, form: "a path like /health")),
        "The path of the request that a check sends, with a query where it needs one. The path of the instance precedes it.",
        examples: "/health", foreign: ["path", "uri", "http", "httpGet", "http_get", "httpchk", "url"])

    static let tcp = Key(
        "tcp", .bool, "Whether a check only opens a connection, in place of `get`, without a handshake of TLS.",
        default: false, foreign: ["tcpSocket", "tcp_check", "connect"])

    static let every = Key(
        "every", .duration, "How long after one check of an instance the next one begins, about.",
        default: .seconds(2),
        foreign: ["interval", "period", "periodSeconds", "inter"])

    static let timeout = Key(
        "timeout", .duration, "How long a check may take; later it has failed.", default: .seconds(1),
        foreign: ["timeoutSeconds"])

    static let fall = Key(
        "fall", .integer(1...100), "So many failed checks in a row make an instance unhealthy.", default: 3,
        foreign: ["unhealthy-threshold", "unhealthy_threshold", "failureThreshold", "fails", "retries"])

    static let rise = Key(
        "rise", .integer(1...100), "So many good checks in a row make an unhealthy instance healthy.", default: 2,
        foreign: ["healthy-threshold", "healthy_threshold", "successThreshold", "passes"])

    static let status = Key(
        "status", .node(["anyOf": [.statuses, .list(of: .statuses, atLeast: 1)]]),
        "Which statuses are good.", writtenDefault: "2xx", examples: 200, [200, 204],
        foreign: ["expected_statuses", "expectedStatuses", "accept"])

    static let expect = Key(
        "expect", .node(.expression),
        "An expression that must be true, on the response's JSON, which is `body` in it. Without it, any body will do.",
        examples: "body.status == 'up'", foreign: ["match", "body", "receive", "expect_body"])

    static let headers = Key(
        "headers", .node(.headers), "Headers that a check sends: plain text. Those of the service aren't sent.",
        examples: ["authorization": "Bearer ${CHECK_TOKEN}"])

    /// What only a request has.
    static let ofRequests: [any DeclaredKey] = [status, expect, headers]

    static let table = KeyTable(
        "`health`", keys: [get, tcp, every, timeout, fall, rise, status, expect, headers],
        foreign: [
            ForeignNames(
                "port", help: "checks go to the instances as they stand in `instances`, with the port of each"),
            ForeignNames("grpc", help: "services are called over HTTP/1.1: write `get: /health`, or `tcp: true`"),
        ],
        example: "write it like `{ get: /health, every: 5s }`",
        rules: {
            let connects: SchemaValue = [
                "required": [.string(tcp.name)], "properties": .object([(tcp.name, .object([("const", true)]))]),
            ]
            return [("oneOf", [["required": [.string(get.name)]], connects])]
        })
}
