import Testing
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiComposition

/// `redis`: what is read, what mistakes are called, and the characters they are found at (`▸`).
@Suite struct RedisReadingTests {
    private static let services = "\nservices: { users: { instances: [http://127.0.0.1:1] } }\n"

    private static func plan(_ gateway: String) throws -> RedisPlan? {
        let result = CompositionLoader(environment: ["PW": "s:e/c@r%74"]).load(files: [
            (name: "gateway.yaml", text: gateway + services),
            (name: "a.yaml", text: "endpoint: GET /a\ncalls: { a: { service: users, get: /x } }\n"),
        ])
        return try #require(result.plan, "\(result.rendered)").settings.redis
    }

    private static func host(_ host: String, _ port: Int = 6379) -> RedisPlan.Place { .server(.host(host, port: port)) }

    private static let plans: [(text: String, plan: RedisPlan?)] = [
        ("", nil), ("redis: redis://127.0.0.1", RedisPlan(host("127.0.0.1"))),
        ("redis: redis://cache.internal:7000/3", RedisPlan(host("cache.internal", 7000), database: 3)),
        ("redis: \"redis://[::1]:7000/\"", RedisPlan(host("::1", 7000))),
        ("redis: rediss://c", RedisPlan(host("c"), tls: ServiceTLSPlan())),
        ("redis: redis://shop:p%40w@c", RedisPlan(host("c"), user: "shop", password: Secret("p@w"))),
        ("redis: redis://:pw@c", RedisPlan(host("c"), password: Secret("pw"))),
        ("redis: redis://shop@c", RedisPlan(host("c"), user: "shop")),
        ("redis: redis+unix:///run/redis.sock", RedisPlan(.server(.socket(path: "/run/redis.sock")))),
        ("redis: redis+unix:///run/redis.sock?db=2", RedisPlan(.server(.socket(path: "/run/redis.sock")), database: 2)),
        (
            "redis: { address: redis://c, user: shop, password: \"${PW}\", timeout: 50ms, prefix: \"shop:\" }",
            RedisPlan(
                host("c"), user: "shop", password: Secret("s:e/c@r%74"), timeout: .milliseconds(50), prefix: "shop:")
        ),
        (
            "redis: { sentinel: { name: main, addresses: [10.0.0.1, \"10.0.0.2:27000\"] }, password: pw }",
            RedisPlan(
                .sentinel(name: "main", [.host("10.0.0.1", port: 26379), .host("10.0.0.2", port: 27000)]),
                password: Secret("pw"))
        ),
        (
            "redis: { cluster: [\"rediss://a:7000\", rediss://b], tls: { name: c.internal } }",
            RedisPlan(
                .cluster([.host("a", port: 7000), .host("b", port: 6379)]),
                tls: ServiceTLSPlan(name: "c.internal", minimum: .tls12))
        ),
        ("redis: { cluster: [a], tls: {} }", RedisPlan(.cluster([.host("a", port: 6379)]), tls: ServiceTLSPlan())),
    ]

    @Test(arguments: plans.indices) func isReadAsItIsMeant(_ index: Int) throws {
        let (text, plan) = Self.plans[index]
        #expect(try Self.plan(text) == plan, "\(text)")
    }

    @Test(arguments: [
        ("invalid-url", "redis: ▸127.0.0.1:6379"), ("invalid-url", "redis: ▸http://127.0.0.1"),
        ("invalid-url", "redis: ▸redis://"), ("invalid-url", "redis: ▸redis://a:0"),
        ("invalid-url", "redis: ▸redis://a:65536"),
        ("invalid-url", "redis: ▸redis://a/x"), ("invalid-url", "redis: ▸redis://a/65536"),
        ("invalid-url", "redis: ▸redis://a/1/2"),
        ("invalid-url", "redis: ▸redis://a?db=1"), ("invalid-url", "redis: ▸redis://a:%zz@b"),
        ("invalid-url", "redis: ▸redis+unix://run"), ("invalid-url", "redis: ▸redis+unix:///run?x=1"),
        ("wrong-type", "redis: ▸[redis://a]"), ("missing-key", "redis: ▸{}"),
        ("missing-key", "redis: ▸{ timeout: 1s }"),
        ("unknown-key", "redis: { address: redis://a, ▸cluster: [b] }"),
        ("unknown-key", "redis: { address: redis://a, ▸port: 1 }"),
        ("unknown-key", "redis: { address: redis://a, ▸timout: 1s }"),
        ("unknown-key", "redis: { ▸url: redis://a, address: redis://b }"),
        ("invalid-duration", "redis: { address: redis://a, timeout: ▸0ms }"), ("invalid-url", "redis: { address: ▸a }"),
        ("wrong-type", "redis: { cluster: ▸a }"), ("wrong-type", "redis: { cluster: ▸[] }"),
        ("invalid-url", "redis: { cluster: [▸\"redis://u:p@a\"] }"),
        ("invalid-url", "redis: { cluster: ▸[a, rediss://b] }"),
        ("missing-key", "redis: { sentinel: ▸{ name: main } }"),
        ("missing-key", "redis: { sentinel: ▸{ addresses: [a] } }"),
        ("invalid-url", "redis: { address: redis://a, ▸tls: { name: b.c } }"),
        ("invalid-name", "redis: { address: redis://a, prefix: ▸\"{x}\" }"),
        ("invalid-name", "redis: { address: redis://a, prefix: ▸\"a b\" }"),
        ("wrong-type", "limits: { a: { rate: 1/s, when-unreachable: ▸deny } }"),
        ("unknown-key", "limits: { a: { rate: 1/s, ▸fail-open: true } }"),
    ])
    func aMistakeIsFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked + Self.services)
        let result = CompositionLoader(environment: [:]).load(files: [(name: "gateway.yaml", text: marked.text)])
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }

    @Test(arguments: [
        "redis: redis://u:geheim@a:b", "redis: http://u:geheim@a", "redis: { cluster: [\"redis://u:geheim@a\"] }",
    ])
    func aPasswordIsInNoDiagnostic(_ text: String) {
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: text + Self.services)
        ])
        #expect(!result.diagnostics.isEmpty)
        for diagnostic in result.diagnostics {
            #expect(!"\(diagnostic.message) \(diagnostic.help ?? "")".contains("geheim"))
        }
        #expect(!"\(RedisPlan(.cluster([]), password: Secret("geheim")))".contains("geheim"))
    }

    @Test(arguments: [
        ("", LimitPlan.WhenUnreachable.local), (", when-unreachable: open", .open),
        (", when-unreachable: closed", .closed),
    ])
    func aLimitSaysWhatHoldsWithoutRedis(_ text: String, _ expected: LimitPlan.WhenUnreachable) throws {
        let result = CompositionLoader(environment: [:]).load(files: [
            (
                name: "gateway.yaml",
                text: "limits: { a: { rate: 1/s\(text) } }\ndefaults: { limits: [a] }" + Self.services
            ),
            (name: "a.yaml", text: "endpoint: GET /a\ncalls: { a: { service: users, get: /x } }\n"),
        ])
        #expect(try #require(result.plan).settings.limits.map(\.whenUnreachable) == [expected])
    }
}
