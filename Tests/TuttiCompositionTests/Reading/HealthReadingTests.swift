import HTTPTypes
import Testing
import TuttiExpressions
import TuttiPlan
import TuttiResilience

@testable import TuttiComposition

/// `health`, `outliers`, `zone` and instances that are mappings: what is read, what mistakes are called, and where they are found (`▸`).
@Suite struct HealthReadingTests {
    private static func service(_ keys: String, defaults: String = "") throws -> ServicePlan {
        let text = "\(defaults)\nservices: { orders: { instances: [http://a, http://b], \(keys) } }\n"
        let result = CompositionLoader(environment: ["TOKEN": "abc"]).load(files: [("gateway.yaml", text)])
        return try #require(result.plan?.services.first, "\(result.rendered)")
    }

    // MARK: - What is read

    @Test func checksHaveDefaults() throws {
        #expect(
            try Self.service("health: { get: /health }").health
                == HealthCheckPlan(
                    probe: .get("/health", HealthCheckPlan.Expectation()), every: .seconds(2), timeout: .seconds(1),
                    fall: 3, rise: 2))
        #expect(try Self.service("timeout: 1s").health == nil)
    }

    @Test func eachKeyOfChecksIsRead() throws {
        let health = try Self.service(
            """
            health: { get: "/v1/up?deep=1", every: 5s, timeout: 300ms, fall: 4, rise: 1, status: [200, 5xx],
                      expect: body.status == 'up', headers: { authorization: "Bearer ${TOKEN}" } }
            """
        ).health
        let expectation = HealthCheckPlan.Expectation(
            statuses: [200...200, 500...599], body: try Expression(parsing: "body.status == 'up'"))
        #expect(
            health
                == HealthCheckPlan(
                    probe: .get("/v1/up?deep=1", expectation), every: .seconds(5), timeout: .milliseconds(300), fall: 4,
                    rise: 1, headers: [HTTPField(name: .authorization, value: "Bearer abc")]))
    }

    @Test func aCheckMayOnlyConnect() throws {
        #expect(try Self.service("health: { tcp: true, fall: 1 }").health?.probe == .tcp)
        #expect(try Self.service("health: { get: /, tcp: false }").health?.probe == .get("/", .init()))
    }

    @Test func outliersAreEjectedUnlessItIsOff() throws {
        #expect(try Self.service("timeout: 1s").outliers == .standard)
        #expect(try Self.service("outliers: false").outliers == nil)
        #expect(
            try Self.service("outliers: { consecutive: 3, eject-for: 1m, at-most: 0.2 }").outliers
                == OutlierPolicy(consecutive: 3, ejectFor: .seconds(60), atMost: 0.2))
        #expect(try Self.service("timeout: 1s", defaults: "defaults: { outliers: false }").outliers == nil)
        #expect(
            try Self.service("outliers: {}", defaults: "defaults: { outliers: { consecutive: 9 } }").outliers
                == .standard)
    }

    @Test func anInstanceIsAURLOrAMapping() throws {
        let text = """
            zone: ${ZONE}
            services:
              orders:
                instances:
                  - http://a
                  - { url: "https://b/v2/", weight: 3, zone: eu-1b, drain: true }
                  - url: http://c:81
            """
        let result = CompositionLoader(environment: ["ZONE": "eu-1a"]).load(files: [("gateway.yaml", text)])
        let plan = try #require(result.plan, "\(result.rendered)")
        #expect(plan.zone == "eu-1a")
        #expect(
            plan.services[0].instances == [
                ServiceInstance(host: "a", port: 80),
                ServiceInstance(
                    isSecure: true, host: "b", port: 443, basePath: "/v2", weight: 3, zone: "eu-1b", drains: true),
                ServiceInstance(host: "c", port: 81),
            ])
    }

    @Test func withoutAZoneThereIsNone() throws {
        let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", "services: {}")])
        let plan = try #require(result.plan)
        #expect(plan.zone == nil)
    }

    // MARK: - Mistakes

    @Test(arguments: [
        ("missing-key", "health: ▸{}"), ("missing-key", "health: ▸{ tcp: false }"), ("wrong-type", "health: ▸/health"),
        ("wrong-type", "health: ▸true"), ("unknown-key", "health: { get: /, ▸interval: 5s }"),
        ("unknown-key", "health: { ▸path: /health }"), ("unknown-key", "health: { get: /, ▸port: 80 }"),
        ("wrong-type", "health: { get: /, ▸tcp: true }"), ("wrong-type", "health: { tcp: ▸on }"),
        ("unknown-key", "health: { tcp: true, ▸status: 200 }"),
        ("unknown-key", "health: { tcp: true, ▸expect: body.up }"),
        ("unknown-key", "health: { tcp: true, ▸headers: { x-a: b } }"),
        ("invalid-path", "health: { get: ▸health }"), ("invalid-path", "health: { get: ▸\"http://a/health\" }"),
        ("invalid-path", "health: { get: ▸\"/a b\" }"), ("invalid-path", "health: { get: ▸\"/a#b\" }"),
        ("invalid-path", "health: { get: ▸/../x }"), ("invalid-path", "health: { get: ▸/100% }"),
        ("wrong-type", "health: { get: ▸[/a] }"), ("invalid-duration", "health: { get: /, every: ▸0s }"),
        ("invalid-duration", "health: { get: /, timeout: ▸1 }"), ("invalid-number", "health: { get: /, fall: ▸0 }"),
        ("invalid-number", "health: { get: /, rise: ▸101 }"), ("invalid-status", "health: { get: /, status: ▸ok }"),
        ("invalid-status", "health: { get: /, status: [200, ▸99] }"),
        ("invalid-status", "health: { get: /, status: ▸[] }"),
        ("wrong-type", "health: { get: /, expect: ▸{ status: up } }"),
        ("wrong-type", "health: { get: /, expect: ▸true }"),
        ("invalid-expression", "health: { get: /, expect: ▸\"`true`\" }"),
        ("unknown-name", "health: { get: /, expect: ▸status == 'up' }"),
        ("unknown-name", "health: { get: /, expect: body.a == ▸headers.b }"),
        ("unknown-name", "health: { get: /, expect: body.a == ▸env.B }"),
        ("invalid-header", "health: { get: /, headers: { ▸\"x y\": a } }"),
        ("wrong-type", "outliers: ▸true"), ("wrong-type", "outliers: ▸off"), ("wrong-type", "outliers: ▸5"),
        ("unknown-key", "outliers: { ▸interval: 10s }"), ("unknown-key", "outliers: { ▸max_ejection_percent: 50 }"),
        ("invalid-number", "outliers: { consecutive: ▸0 }"), ("wrong-type", "outliers: { at-most: ▸50% }"),
        ("invalid-number", "outliers: { at-most: ▸0 }"), ("invalid-duration", "outliers: { eject-for: ▸soon }"),
        ("unknown-key", "▸health-check: { path: / }"), ("unknown-key", "▸outlier_detection: {}"),
    ])
    func isFoundInAService(code: String, marked: String) {
        check(code, "services: { orders: { instances: [http://a], \(marked) } }\n")
    }

    @Test(arguments: [
        ("missing-key", "▸{ weight: 2 }"), ("unknown-key", "{ ▸address: http://a }"),
        ("unknown-key", "{ url: http://a, ▸priority: 1 }"), ("invalid-url", "{ url: ▸a }"),
        ("invalid-number", "{ url: http://a, weight: ▸0 }"), ("invalid-number", "{ url: http://a, weight: ▸65536 }"),
        ("wrong-type", "{ url: http://a, zone: ▸[a] }"), ("wrong-type", "{ url: http://a, drain: ▸yes }"),
        ("wrong-type", "{ url: ▸[http://a] }"),
    ])
    func isFoundInAnInstance(code: String, marked: String) {
        check(code, "services: { orders: { instances: [\(marked)] } }\n")
    }

    @Test(arguments: [("wrong-type", "zone: ▸[a]"), ("wrong-type", "zone: ▸null"), ("unknown-key", "▸region: a")])
    func isFoundInGatewayYaml(code: String, marked: String) {
        check(code, marked + "\nservices: {}\n")
    }

    private func check(_ code: String, _ marked: String) {
        let marked = MarkedText(marked)
        let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", marked.text)])
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }
}
