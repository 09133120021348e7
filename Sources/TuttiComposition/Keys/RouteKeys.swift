internal import TuttiPlan
internal import TuttiResilience

/// The keys of a document that describes a route.
enum RouteKeys {
    static let route = Key(
        "route",
        .node(.text(matching: linePattern, form: "a path, perhaps behind a method, like /api/** or GET /api/{id}")),
        "Which requests are taken: a path, and a method in front of it where only that one is meant. `{id}` is a segment or a part of "
            + "one, `**` at the end the rest of the path, which may be empty: `path.rest`.",
        examples: "/api/orders/**", "GET /files/{name}",
        foreign: [
            ForeignNames(
                "method", "methods", "path", "paths", "match", "predicates", "rule",
                help: "method and path are one key: `route: GET /api/**`; what else decides stands in `when`")
        ])

    static let summary = Key(
        "summary", .text, "One line for people.", foreign: ["description", "title", "name"])

    static let when = Key(
        "when", .node(.value),
        "The route takes a request only when this expression gives something: not false, null or empty. It reads `headers`, `query`, "
            + "`cookies` and `path`.", examples: "headers.\"x-beta\" == 'true'", foreign: ["if", "condition"])

    // What becomes of a request.

    static let to = Key(
        "to", .node(["anyOf": [.text, .map(names: ".", of: .integer(weights))]]),
        "The service that gets the requests, or several with their weights.", examples: "orders",
        ["orders": 95, "orders-next": 5],
        foreign: [
            ForeignNames(
                "service", "services", "upstream", "backend", "backends", "proxy_pass", "proxy-pass", "uri", "url",
                help: "here it is called `to`: a service of gateway.yaml, or several with their weights")
        ])

    static let redirect = Key(
        "redirect", .mapping(RedirectKeys.table), "The client is sent elsewhere, and no service is asked.",
        examples: ["to": "/shop/{path.rest}", "status": 308])

    static let respond = Key(
        "respond", .mapping(RespondKeys.table), "The response is given here, and no service is asked.",
        examples: ["status": 410, "body": ["error": "'gone'"]],
        foreign: [ForeignNames("response", "return", "direct-response", help: "here it is called `respond`")])

    static let files = Key(
        "files", .text,
        "The folder whose files clients get, by the rest of the path; taken from the folder of the file that it stands in.",
        examples: "../public",
        foreign: [
            ForeignNames(
                "root", "static", "directory", "folder", "file_server", "alias",
                help: "here it is called `files`: a folder, from the folder of this file on")
        ])

    // What goes with `files`.

    static let fallback = Key(
        "fallback", .text,
        "The file that clients get where there is none, of this folder: the page of an application that reads the path itself.",
        examples: "index.html", foreign: ["try_files", "try-files", "spa", "not-found"])

    static let cacheControl = Key(
        "cache-control", .text, "`Cache-Control` of the files: how long browsers and proxies may keep them.",
        examples: "public, max-age=31536000, immutable", foreign: ["cacheControl", "expires"])

    // What goes with `to`.

    static let sticky = Key(
        "sticky", .node(.value),
        "Of several services, requests for which this expression gives the same go to the same one. Without it, chance decides.",
        examples: "cookies.session")

    static let rewrite = Key(
        "rewrite", .node(.text(matching: "^/", form: "a path that begins with /")),
        "The path that the service gets: text with `{expression}` as placeholders, at its end perhaps `{path.rest}`. The query stays.",
        examples: "/v2/orders/{path.rest}",
        foreign: [
            "prefix-rewrite", "rewrite-path", "rewriteTarget", "replace-path", "set-path",
        ])

    static let strip = Key(
        "strip", .node(.text(matching: "^/", form: "the beginning of the route's path")),
        "The service gets the path without this beginning.", examples: "/api",
        foreign: ["strip-prefix", "stripPrefix", "strip-path", "strip_path"])

    static let headers = Key(
        "headers", .node(.headerChanges),
        "Headers that the service gets in place of the client's: text with `{expression}` as placeholders; null removes one. All other "
            + "headers of the client are passed on.", examples: ["x-user": "{cookies.user}", "x-debug": nil],
        foreign: ["request-headers", "add-headers", "set-headers"])

    static let responseHeaders = Key(
        "response-headers", .node(.headerChanges),
        "Headers that the client gets in place of the service's, written in the same way.",
        examples: ["x-frame-options": "DENY", "server": nil])

    static let mirror = Key(
        "mirror", .mapping(MirrorKeys.table),
        "A copy of requests goes to another service, whose responses are dropped.",
        examples: ["to": "orders-next", "share": 0.1], foreign: ["shadow"])

    static let timeout = Key(
        "timeout", .duration,
        "How long the service may take until the first byte of its response. Without it: that of the service.",
        examples: "2s", foreign: ["deadline", "read-timeout"])

    static let idleTimeout = Key(
        "idle-timeout", .duration, "How long a connection may be silent while a body is under way.",
        default: .seconds(300))

    static let maximumRequestBody = Key(
        "max-request-body", .node(["anyOf": [["const": "unlimited"], .size]]),
        "The most bytes of a request body, or `unlimited`. Without it: `defaults.max-request-body` of gateway.yaml.",
        examples: "64MiB", "unlimited")

    static let retry = Key(
        "retry", .node(.off(or: RetryKeys.callTable.schema)),
        "When a request is sent again, in place of the service's `retry`; `false` turns it off. Nothing is sent again once a byte of a "
            + "body has gone out that isn't there as a whole.",
        examples: ["attempts": 3, "on": ["connect", "reset", 503]],
        foreign: ["retries"])

    static let cache = Key(
        "cache", .node(CacheKeys.schema(CacheKeys.routeTable)),
        "How long responses to `GET` are used again: `http` for what the service says in its headers (RFC 9111), or a duration.",
        writtenDefault: false, examples: "http", ["for": "http", "tags": ["shop"]], foreign: ["proxy_cache", "ttl"])

    static let buffer = Key(
        "buffer",
        .oneOf([("request", true)]) { word in
            (
                "`buffer` can't be `\(word)`",
                "`request` waits for the whole body of a request; without it, bodies stream"
            )
        },
        "`request` asks the service only when the whole body of the request is there; then it may be sent again.",
        examples: "request", foreign: ["buffering"])

    static let allowEncodedSlashes = Key(
        "allow-encoded-slashes", .bool,
        "Whether a path may have `%2F` or `%5C`, which some services take for a slash. Otherwise such a request is refused.",
        default: false)

    static let openAPI = Key(
        "openapi", .text,
        "The service's own description, an OpenAPI file of version 3: what of it the route forwards is a part of `tutti openapi`. Taken "
            + "from the folder of the file that it stands in.", examples: "orders.openapi.yaml",
        foreign: ["swagger", "spec", "openapi-file"])

    static let tests = Key(
        "tests", .node(.list(of: TestKeys.table.schema)),
        "What becomes of requests when the services do this or that: `tutti test`.")

    /// The keys that mean something only beside `to`.
    static let besidesTo: [any DeclaredKey] = [
        sticky, rewrite, strip, headers, mirror, timeout, idleTimeout, maximumRequestBody, retry, cache, buffer,
        allowEncodedSlashes, openAPI,
    ]

    /// The keys that mean something only beside `files`.
    static let besidesFiles: [any DeclaredKey] = [fallback, cacheControl]

    /// The keys that say what becomes of a request, of which a route has one.
    static let actions: [any DeclaredKey] = [to, redirect, respond, files]

    static let table = KeyTable(
        "a route",
        keys: [route, summary] + AuthenticationKeys.ofOne + [LoadKeys.importance, LimitKeys.choice]
            + [when, to, redirect, respond, files, responseHeaders]
            + EdgeKeys.ofRoutes + [tests]
            + besidesTo + besidesFiles,
        required: [route],
        foreign: [
            ForeignNames("calls", help: "calls belong to an endpoint: `endpoint: GET /profile/{id}`"),
            ForeignNames(
                "methods-allowed", help: "a route takes all methods, or the one in front of its path"),
            ForeignNames("body", "status", help: "they stand in `respond`: `respond: { status: 200, body: … }`"),
        ],
        rules: {
            [
                ("oneOf", .array(actions.map { ["required": [.string($0.name)]] })),
                (
                    "dependencies",
                    .object(
                        besidesTo.map { ($0.name, $0.name == strip.name ? besideNoRewrite : beside(to)) }
                            + besidesFiles.map { ($0.name, beside(files)) })
                ),
            ]
        })

    private static func beside(_ action: any DeclaredKey) -> SchemaValue { ["required": [.string(action.name)]] }
    private static let besideNoRewrite = beside(to).with([("not", ["required": [.string(rewrite.name)]])])

    /// What a service may weigh beside others.
    static let weights = 0...10_000

    private static var linePattern: String {
        let methods = RouteLineReader.methods.joined(separator: "|")
        let segments = "(/(\(EndpointKeys.segmentPattern)))"
        return "^((\(methods)) +)?(/|\(segments)+|\(segments)*/[*][*])$"
    }
}
