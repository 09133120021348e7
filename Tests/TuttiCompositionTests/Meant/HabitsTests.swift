import Testing
import TuttiComposition

/// What newcomers write in keys, units and structure, and what they are told to write.
@Suite struct HabitsTests {
    @Test(arguments: [
        ("timeout: 1sec", "did you mean `1s`?"), ("timeout: 0.5s", "did you mean `500ms`?"),
        ("timeout: 1.5s", "did you mean `1500ms`?"), ("timeout: 2 hours", "did you mean `2h`?"),
        ("timeout: 5 minutes", "did you mean `5m`?"), ("timeout: 100 ms", "did you mean `100ms`?"),
        ("timeout: soon", "write it like `300ms`, `2s` or `5m`"),
        ("timeout: 9999999999999h", "write it like `300ms`, `2s` or `5m`"),
        ("timeout: 0.0001ms", "write it like `300ms`, `2s` or `5m`"),
        ("timeout: 3d", "write it like `300ms`, `2s` or `5m`"),
        ("status: 201", "here it is called `accept`"), ("payload: a", "here it is called `body`"),
        ("upstream: users", "here it is called `service`: a name from gateway.yaml"),
        (
            "when: '{\"a\": 1}'",
            "write it without the quotes around it: mappings, lists and numbers are values as they are"
        ),
        ("when: \"`user.name`\"", "text is written 'user.name'; a path is written without quotes or backticks"),
        ("when: \"path.id ? 'x'\"", "where there is no other value, write `: null`"),
        ("follow: true", "say how many: `follow: 3`"), ("follow: '3'", "write it without quotes: `3`"),
        ("query: { e: each }\n    each: query_all.a\n    batch: true", "say how many values: `batch: 50`"),
        ("query: { e: item }\n    each: query_all.a", "the value at hand is `each`: `{each}` in a path or a header"),
        ("query: { e: item.id }\n    each: query_all.a", "the value at hand is `each`: `{each}` in a path or a header"),
        (
            "headers: [authorization]",
            "write it like `{ x-user: \"{path.id}\" }`; what is passed on is listed in `forward-headers`"
        ),
        ("headers: { x-user: {path.id} }", "put it in quotes: `\"{path.id}\"`"),
        ("pass-headers: [authorization]", "here it is called `forward-headers`"),
        ("when: \"concat('Hi ', path.id)\"", "text is put together by `join('', [a, b])`"),
        ("when: \"sort_by(query_all.a, 'id')\"", "write `&id`"),
        ("when: Object.keys(query)", "functions stand alone: `keys(a)`, `to_string(a)`, `round(a)`"),
        ("when: \"Hi {path.id}\"", "text is put together by `join('', ['Hi ', path.id])`"),
        ("otherwise: { note: \"Hi {path.id}, hello\" }", "text is put together by `join('', ['Hi ', path.id])`"),
        (
            "query: { a: \"query.map[path.id]\" }",
            "a member whose name is a value is read by `lookup(query.map, path.id)`"
        ),
    ])
    func inACall(line: String, help: String) {
        let result = Sample.load(Sample.call("get: /x", line))
        #expect(result.diagnostics.map(\.help) == [help], "\(result.rendered)")
    }

    @Test(arguments: [
        ("method: GET", "method and path are one key: `endpoint: GET /profile/{id}`"),
        ("backend: []", "here it is called `calls`"), ("title: x", "here it is called `summary`"),
        ("services: {}", "it stands in gateway.yaml"),
        ("rate-limit: 10", "here it is called `limits`"),
        (
            "consumers: {}",
            "a file with API keys is named in gateway.yaml: `auth: { partners: { api-keys: { keys: … } } }`"
        ),
        (
            "status: created",
            "there are `u`, `path`, `query`, `query_all`, `headers`, `cookies`, `body`, `client`, `env`, `meta`; "
                + "text is written `'created'`"
        ),
        (
            "tests: [{ name: a, request: GET /x, expect: { status: '200' } }]", "write it without quotes: `200`"
        ),
    ])
    func inAnEndpoint(line: String, help: String) {
        let result = Sample.load("endpoint: GET /x\n\(line)\ncalls: { u: { service: users, get: /x } }\n")
        #expect(result.diagnostics.map(\.help) == [help], "\(result.rendered)")
    }

    @Test(arguments: [
        ("port: 8080", "here it is a host and a port: `listen: 127.0.0.1:8080`"),
        ("endpoints: []", "endpoints stand in other files of the folder, each as `endpoint: GET /profile/{id}`"),
        ("timeout: 3s", "write `defaults: { timeout: 1s, deadline: 2s }`"),
        ("defaults: { pass-headers: [a] }", "here it is called `forward-headers`"),
    ])
    func inTheGateway(line: String, help: String) {
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", Sample.gateway + "\n" + line + "\n")
        ])
        #expect(result.diagnostics.map(\.help) == [help], "\(result.rendered)")
    }

    @Test(arguments: [
        ("http://127.0.0.1:7001", "write it like `{ instances: [http://127.0.0.1:7001] }`"),
        (
            "{ instances: [\"http://a\"], concurrency: 10 }",
            "write it like `{ at-once: 128, waiting: 64 }`, or `adaptive`"
        ),
        (
            "{ instances: [\"http://a\"], tls: true }",
            "an instance is called by TLS where its URL begins with `https`; who has signed its certificate is `{ ca: tls/inside.pem }`"
        ),
        ("{ instances: [\"http://a\"], circuitBreaker: {} }", "here it is called `breaker`"),
        ("{ instances: [\"http://a\"], pass-headers: [a] }", "here it is called `forward-headers`"),
    ])
    func inAService(service: String, help: String) {
        let text = "services:\n  users: \(service)\n"
        let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", text)])
        #expect(result.diagnostics.map(\.help) == [help], "\(result.rendered)")
    }

    @Test func aPathThatIsAMappingIsToldToStandInQuotes() {
        let result = Sample.load(Sample.call("get: {path.id}"))
        #expect(
            result.diagnostics.map(\.help) == ["put it in quotes: `\"/users/{path.id}\"`"], "\(result.rendered)")
    }

    @Test func keysOfACallThatAreNotIndentedAreNamed() {
        let result = Sample.load("endpoint: GET /x\ncalls:\n  user:\n  service: users\n  get: /x\n")
        #expect(
            result.diagnostics.map(\.help) == [
                "indent what belongs to it, deeper than the key", "indent it deeper than the name of its call",
                "indent it deeper than the name of its call",
            ], "\(result.rendered)")
    }

    @Test func callsInAListAreToldHow() {
        let result = Sample.load("endpoint: GET /x\ncalls:\n- name: user\n  service: users\n  get: /x\n")
        #expect(
            result.diagnostics.map(\.help) == [
                "each call under its name, without `-`: `calls: { user: { service: users, get: /users } }`"
            ])
    }

    @Test func anEndpointWithAHostIsToldWhereItBelongs() {
        let result = Sample.load("endpoint: GET http://localhost/d\ncalls: { u: { service: users, get: /x } }\n")
        #expect(
            result.diagnostics.map(\.help) == [
                "clients' host and port stand in gateway.yaml, under `listen`; write `/d`"
            ])
    }
}
