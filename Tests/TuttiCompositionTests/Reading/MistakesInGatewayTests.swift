import Testing
import TuttiComposition
import TuttiPlan

/// Mistakes in gateway.yaml: what they are called, and the characters they are found at (`▸`).
@Suite struct MistakesInGatewayTests {
    @Test(arguments: [
        ("unknown-key", "▸lisen: 127.0.0.1:8080"),
        ("unknown-key", "defaults: { ▸dedline: 2s }"),
        ("renamed-key", "defaults: { cache-memory: 1MiB, ▸answer-memory: 2MiB }"),
        ("renamed-key", "defaults: { ▸answer-memory: 2MiB, cache-memory: 1MiB }"),
        ("invalid-address", "listen: ▸8080"),
        ("invalid-address", "listen: ▸127.0.0.1"),
        ("invalid-address", "listen: ▸127.0.0.1:65536"),
        ("invalid-address", "listen: ▸\"127.0.0.1:\""),
        ("invalid-address", "listen: ▸\"[::1:8080\""),
        ("invalid-address", "listen: ▸a b:80"),
        ("invalid-address", "listen: 127.0.0.1:8080\nadmin: ▸127.0.0.1:8080"),
        ("invalid-address", "listen: [▸a]"),
        ("wrong-type", "listen: ▸null"),
        ("wrong-type", "defaults: ▸2s"),
        ("wrong-type", "env: ▸REGION"),
        ("wrong-type", "admin-hosts: ▸tutti"),
        ("wrong-type", "admin-hosts: [▸[a]]"),
        ("invalid-address", "admin-hosts: [a, ▸\"b:9090\"]"),
        ("invalid-address", "admin-hosts: [▸\"http://b\"]"),
        ("invalid-address", "admin-hosts: [▸\"\"]"),
        ("missing-variable", "env: [HOME, ▸REGION]"),
        ("invalid-duration", "defaults: { deadline: ▸0ms }"),
        ("invalid-size", "defaults: { max-request-body: ▸1MB }"),
        ("invalid-size", "defaults: { max-request-body: ▸0 }"),
        ("invalid-size", "defaults: { max-request-body: ▸2GiB }"),
        ("invalid-size", "defaults: { max-request-body: ▸-1KiB }"),
        ("invalid-size", "defaults: { max-request-body: ▸99999999999999999999KiB }"),
    ])
    func isFoundAtItsPlace(code: String, marked: String) {
        check(code, marked + "\nservices: { users: { instances: [http://127.0.0.1:1] } }\n")
    }

    @Test(arguments: [
        ("unknown-key", "instances: [http://a], ▸timout: 1s"),
        ("unknown-key", "▸instance: [http://a]"),
        ("invalid-number", "instances: [http://a], retry: { budget: ▸2 }"),
        ("wrong-type", "instances: [http://a], retry: ▸true"),
        ("invalid-duration", "instances: [http://a], retry: { backoff: ▸soon }"),
        ("invalid-number", "instances: [http://a], hedge: ▸p5"),
        ("wrong-type", "instances: [http://a], balance: ▸fair"),
        ("unknown-key", "instances: [http://a], ▸hash-by: client.address"),
        ("wrong-type", "instances: [http://a], balance: hash, hash-by: ▸\"'all'\""),
        ("unknown-name", "instances: [http://a], balance: hash, hash-by: ▸path.id"),
        ("unknown-name", "instances: [http://a], balance: hash, hash-by: ▸claims.sub"),
        ("unknown-name", "instances: [http://a], balance: hash, hash-by: ▸body.id"),
        ("wrong-type", "instances: ▸http://a"),
        ("wrong-type", "instances: ▸[]"),
        ("wrong-type", "instances: [▸[http://a]]"),
        ("several-actions", "▸instances: [http://a], discover: { dns: a, port: 80 }"),
        ("wrong-type", "discover: ▸a.internal"),
        ("missing-key", "discover: ▸{}"),
        ("missing-key", "discover: ▸{ port: 80 }"),
        ("missing-key", "discover: ▸{ dns: a.internal }"),
        ("unknown-key", "discover: { ▸name: a.internal, port: 80 }"),
        ("unknown-key", "discover: { dns: a, port: 80, ▸interval: 5s }"),
        ("unknown-key", "▸dns: a.internal"),
        ("several-actions", "discover: { dns: a, port: 80, ▸srv: _a._tcp.b }"),
        ("several-actions", "discover: { srv: _a._tcp.b, ▸port: 80 }"),
        ("invalid-url", "▸discover: { srv: _a._tcp.b, tls: true }"),
        ("unknown-key", "instances: [http://a], proxy: http://p:1, health: ▸{ tcp: true }"),
        ("several-actions", "discover: { file: a.json, ▸tls: true }"),
        ("invalid-number", "discover: { dns: a, port: ▸0 }"),
        ("wrong-type", "discover: { dns: a, port: 80, tls: ▸1 }"),
        ("invalid-name", "discover: { dns: ▸10.0.0.1, port: 80 }"),
        ("invalid-name", "discover: { dns: ▸\"::1\", port: 80 }"),
        ("invalid-name", "discover: { dns: ▸\"a:80\", port: 80 }"),
        ("invalid-name", "discover: { dns: ▸http://a, port: 80 }"),
        ("invalid-name", "discover: { dns: ▸a..b, port: 80 }"),
        ("invalid-name", "discover: { dns: ▸-a, port: 80 }"),
        ("invalid-name", "discover: { dns: ▸\"a b\", port: 80 }"),
        ("invalid-name", "discover: { dns: ▸\"\", port: 80 }"),
        ("invalid-name", "discover: { srv: ▸orders.internal }"),
        ("invalid-name", "discover: { srv: ▸_http._tcp }"),
        ("invalid-name", "discover: { srv: ▸_http.tcp.a }"),
        ("invalid-name", "discover: { file: ▸\"\" }"),
        ("invalid-name", "discover: { file: ▸instances/ }"),
        ("invalid-url", "instances: [▸h2c://127.0.0.1:80]"),
        ("invalid-url", "instances: [http://b, ▸ftp://a]"),
        ("invalid-url", "instances: [▸127.0.0.1:80]"),
        ("invalid-url", "instances: [▸http://]"),
        ("invalid-url", "instances: [▸http://a:0]"),
        ("invalid-url", "instances: [▸http://a:65536]"),
        ("invalid-url", "instances: [▸http://a:x]"),
        ("invalid-url", "instances: [▸http://a?b=c]"),
        ("invalid-url", "instances: [▸http://a/#b]"),
        ("invalid-url", "instances: [▸http://u:p@a]"),
        ("invalid-url", "instances: [▸\"http://a/b c\"]"),
        ("invalid-url", "instances: [▸\"http://[::1\"]"),
        // Each call to such an instance would fail.
        ("invalid-url", "instances: [▸http://a/v1/..]"),
        ("invalid-url", "instances: [http://a/.v1/v..2, ▸http://a/./v2/]"),
        ("invalid-url", "instances: [▸http://a/%2E%2e/v2]"),
        ("invalid-url", "instances: [▸http://a/100%]"),
        ("invalid-duration", "instances: [http://a], timeout: ▸1d"),
        ("invalid-duration", "instances: [http://a], connect-timeout: ▸100"),
        ("invalid-size", "instances: [http://a], max-response: ▸1 MiB"),
        ("wrong-type", "instances: [http://a], concurrency: ▸5"),
        ("invalid-number", "instances: [http://a], concurrency: { at-once: ▸0 }"),
        ("invalid-number", "instances: [http://a], concurrency: { at-once: ▸1.5 }"),
        ("wrong-type", "instances: [http://a], concurrency: { waiting: ▸many }"),
        ("invalid-number", "instances: [http://a], breaker: { failure-ratio: ▸1.5 }"),
        ("invalid-number", "instances: [http://a], breaker: { failure-ratio: ▸0 }"),
        ("wrong-type", "instances: [http://a], breaker: { failure-ratio: ▸50% }"),
        ("unknown-key", "instances: [http://a], breaker: { ▸ratio: 0.5 }"),
        ("invalid-duration", "instances: [http://a], breaker: { window: ▸10 }"),
        ("invalid-number", "instances: [http://a], breaker: { probes: ▸-3 }"),
        ("invalid-number", "instances: [http://a], breaker: { clients: ▸0 }"),
        ("invalid-status", "instances: [http://a], breaker: { counts: [▸404x] }"),
        ("invalid-status", "instances: [http://a], breaker: { counts: [▸200] }"),
        ("invalid-status", "instances: [http://a], breaker: { counts: [▸2xx] }"),
        ("invalid-status", "instances: [http://a], breaker: { counts: [connect, ▸timeouts] }"),
        ("wrong-type", "instances: [http://a], breaker: { counts: ▸[] }"),
        ("invalid-address", "instances: [http://a], host: ▸\"https://api.example.com\""),
        ("invalid-address", "instances: [http://a], host: ▸\"api.example.com/v2\""),
        ("invalid-address", "instances: [http://a], host: ▸\"a:70000\""),
        ("invalid-address", "instances: [http://a], host: ▸\"a b\""),
        ("forbidden-header", "instances: [http://a], headers: { ▸host: a }"),
        ("forbidden-header", "instances: [http://a], forward-headers: [▸host]"),
        ("wrong-type", "instances: [http://a], propagate: [▸traceparent]"),
        ("wrong-type", "instances: [http://a], propagate: [request-id, ▸cookies]"),
        ("invalid-header", "instances: [http://a], headers: { ▸\"x y\": a }"),
        ("invalid-header", "instances: [http://a], headers: { x-a: \"a▸\\nb\" }"),
        ("forbidden-header", "instances: [http://a], headers: { ▸connection: close }"),
        ("wrong-type", "instances: [http://a], headers: ▸[a]"),
        ("wrong-type", "instances: [http://a], forward-headers: ▸accept"),
        ("forbidden-header", "instances: [http://a], forward-headers: [accept, ▸content-length]"),
        ("invalid-header", "instances: [http://a], forward-headers: [▸\":path\"]"),
        ("forbidden-header", "instances: [http://a], forward-headers: [accept, ▸content-encoding]"),
        ("forbidden-header", "instances: [http://a], forward-headers: [▸Proxy-Authorization]"),
    ])
    func isFoundInAService(code: String, marked: String) {
        check(code, "services:\n  users: { \(marked) }\n")
    }

    @Test(arguments: [
        ("missing-key", "services: { users: ▸{} }\n"),
        ("missing-key", "services: { users: ▸{ balance: random } }\n"),
        ("missing-key", "▸# nothing\n"),
        ("wrong-type", "services: ▸[users]\n"),
        ("wrong-type", "services: { users: ▸http://127.0.0.1:1 }\n"),
        ("invalid-name", "services: { ▸\"a b\": { instances: [http://a] } }\n"),
        ("wrong-type", "services: { users: { instances: [http://a] } }\n---\n▸endpoint: GET /x\n"),
        ("duplicate-key", "services:\n  a: { instances: [http://a] }\n  ▸a: { instances: [http://b] }\n"),
    ])
    func isFoundInTheWhole(code: String, marked: String) {
        check(code, marked)
    }

    /// A warning: the gateway's own field is sent, and that of the client never.
    @Test(arguments: [
        "services: { users: { instances: [http://a], headers: { x-gw: tutti }, forward-headers: [x-a, ▸X-Gw] } }\n",
        "defaults: { headers: { x-gw: a } }\nservices: { users: { instances: [http://a], forward-headers: [▸x-gw] } }\n",
        "defaults: { headers: { x-gw: a }, forward-headers: [▸x-gw] }\nservices: { users: { instances: [http://a] } }\n",
    ])
    func aHeaderThatIsSetAndPassedOnIsWarnedOf(marked: String) {
        let marked = MarkedText(marked)
        let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", marked.text)])
        #expect(result.marks == marked.places.map { "\($0) replaced-header" }, "\(result.rendered)")
        #expect(result.plan != nil)
    }

    @Test func aKeyOfAnEarlierVersionIsReadWithAWarning() throws {
        let gateway = "defaults: { answer-memory: 3MiB }\nservices: { users: { instances: [http://127.0.0.1:1] } }\n"
        let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", gateway)])
        #expect(try #require(result.plan).settings.cacheMemory == 3 << 20)
        #expect(result.rendered.contains("gateway.yaml:1:13: warning: `answer-memory` is called `cache-memory` now\n"))
    }

    private func check(_ code: String, _ marked: String) {
        let marked = MarkedText(marked)
        let result = CompositionLoader(environment: ["HOME": "/"]).load(files: [("gateway.yaml", marked.text)])
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect(result.plan == nil)
    }
}
