import HTTPTypes
import Testing
import TuttiComposition
import TuttiJSON
import TuttiPlan
import TuttiResilience

/// What gateway.yaml compiles to.
@Suite struct GatewayPlanTests {
    private static func plan(_ text: String, environment: [String: String] = [:]) -> GatewayPlan? {
        CompositionLoader(environment: environment).load(files: [("gateway.yaml", text)]).plan
    }

    @Test func defaultsHoldForServicesThatSayNothing() throws {
        let plan = try #require(
            Self.plan(
                """
                defaults:
                  timeout: 3s
                  headers: { x-gw: tutti, x-edge: one }
                  forward-headers: [accept-language]
                  retry: { attempts: 3, budget: 0.5 }
                  breaker: { window: 1m, probes: 7 }
                  concurrency: { at-once: 8 }
                services:
                  plain: { instances: [http://a] }
                  own:
                    instances: [http://a]
                    timeout: 1s
                    headers: { X-Edge: two, x-own: three }
                    forward-headers: [x-a]
                    retry: { on: [connect] }
                    breaker: { open-for: 2s }
                    concurrency: { waiting: 0 }
                  none: { instances: [http://a], retry: false, forward-headers: [] }
                """))
        let (plain, own, none) = (plan.services[0], plan.services[1], plan.services[2])
        func headers(_ service: ServicePlan) -> [String] {
            service.headers.map { "\($0.name.canonicalName): \($0.value)" }
        }
        #expect(plain.timeout == .seconds(3) && own.timeout == .seconds(1))
        #expect(headers(plain) == ["x-gw: tutti", "x-edge: one"])
        #expect(headers(own) == ["x-gw: tutti", "x-edge: two", "x-own: three"])
        #expect(plain.forwardedHeaders.map(\.canonicalName) == ["accept-language"])
        #expect(own.forwardedHeaders.map(\.canonicalName) == ["x-a"])
        #expect(none.forwardedHeaders.isEmpty && none.retry == nil)
        #expect(plain.retry?.attempts == 3 && plain.retryBudget == 0.5)
        #expect(own.retry?.attempts == 2 && own.retry?.reasons == [.connect])
        // As a whole: what `defaults` say of the window is not this one's.
        #expect(plain.breaker.window == .seconds(60) && plain.breaker.probes == 7)
        #expect(own.breaker.window == .seconds(10) && own.breaker.openFor == .seconds(2) && own.breaker.probes == 3)
        #expect(plain.concurrency == LimiterPolicy(atOnce: 8, waiting: 64))
        #expect(own.concurrency == LimiterPolicy(atOnce: 128, waiting: 0))
    }

    @Test func everythingIsRead() throws {
        let plan = try #require(
            Self.plan(
                """
                listen: "[::1]:8443"
                admin: localhost:0
                admin-hosts: [tutti, tutti.internal]
                env: [REGION, EMPTY]
                defaults: { deadline: 3s, timeout: 2s, max-request-body: 64KiB }
                services:
                  users:
                    instances: [http://127.0.0.1:7001, "https://users.example.com/v2/", "http://[2001:db8::1]:80"]
                    balance: round-robin
                    timeout: 500ms
                    connect-timeout: 50ms
                    max-response: 1048576
                    concurrency: { at-once: 8, waiting: 0 }
                    breaker: { failure-ratio: 1, window: 1m, minimum-calls: 5, open-for: 100ms, probes: 1 }
                    headers: { x-gateway: tutti, X-Number: 12 }
                    forward-headers: [accept-language, Authorization]
                  orders-v2.eu: { instances: [http://orders] }
                """, environment: ["REGION": "eu", "EMPTY": ""]))
        #expect(plan.settings.listeners == [ListenerPlan(address: ListenAddress(host: "::1", port: 8443))])
        #expect(plan.settings.admin == ListenAddress(host: "localhost", port: 0))
        #expect(plan.settings.adminHosts == ["tutti", "tutti.internal"])
        #expect(plan.settings.deadline == .seconds(3))
        #expect(plan.settings.maximumRequestBody == 65_536)
        #expect(
            plan.settings.environment
                == .object(JSONObject([(name: "REGION", value: .string("eu")), (name: "EMPTY", value: .string(""))])))
        let users = plan.services[0]
        #expect(
            users.instances == [
                ServiceInstance(host: "127.0.0.1", port: 7001),
                ServiceInstance(isSecure: true, host: "users.example.com", port: 443, basePath: "/v2"),
                ServiceInstance(host: "2001:db8::1", port: 80),
            ])
        #expect(users.timeout == .milliseconds(500))
        #expect(users.connectTimeout == .milliseconds(50))
        #expect(users.maximumResponse == 1 << 20)
        #expect(users.concurrency == LimiterPolicy(atOnce: 8, waiting: 0))
        #expect(
            users.breaker
                == BreakerPolicy(
                    failureRatio: 1, window: .seconds(60), minimumCalls: 5, openFor: .milliseconds(100), probes: 1))
        #expect(users.headers.map(\.name.canonicalName) == ["x-gateway", "x-number"])
        #expect(users.headers.map(\.value) == ["tutti", "12"])
        #expect(users.forwardedHeaders.map(\.canonicalName) == ["accept-language", "authorization"])
        #expect(plan.services[1].name == "orders-v2.eu")
        #expect(plan.services[1].timeout == .seconds(2))
        #expect(plan.services[1].instances == [ServiceInstance(host: "orders", port: 80)])
    }

    @Test(arguments: [
        ("{ dns: orders.internal, port: 80 }", DiscoveryPlan.dns(name: "orders.internal", port: 80, isSecure: false)),
        ("{ dns: a_b-1.internal., port: 8443, tls: true }", .dns(name: "a_b-1.internal.", port: 8443, isSecure: true)),
        ("{ srv: _http._tcp.orders.internal }", .srv(name: "_http._tcp.orders.internal", isSecure: false)),
        ("{ file: a/b.json }", .file(path: "./a/b.json")), ("{ file: /run/b.json }", .file(path: "/run/b.json")),
    ])
    func instancesMayBeFound(text: String, discovery: DiscoveryPlan) throws {
        let plan = try #require(Self.plan("services: { orders: { discover: \(text) } }"))
        #expect(plan.services[0].discovery == discovery)
        // Where nothing is looked for, one stands for all.
        #expect(plan.services[0].instances == [discovery.standIn(for: "orders")])
        #expect(plan.services[0].mayHaveSeveralInstances)
    }

    @Test func namesInDNSAreBounded() {
        let label = String(repeating: "a", count: 63)
        let longest = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
        func plan(_ name: String) -> GatewayPlan? {
            Self.plan("services: { a: { discover: { dns: \(name), port: 80 } } }")
        }
        #expect(plan(longest) != nil)
        #expect(plan(longest + "c") == nil)
        #expect(plan(label + "a") == nil)
    }

    @Test func whatIsNotNamedHasItsDefault() throws {
        let plan = try #require(Self.plan("services: { users: { instances: [http://a] } }"))
        #expect(plan.settings.listeners == [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 8080))])
        #expect(plan.settings.admin == nil)
        #expect(plan.settings.deadline == .seconds(2))
        #expect(plan.settings.maximumRequestBody == 1 << 20)
        #expect(plan.services[0].timeout == .seconds(1))
        #expect(plan.services[0].concurrency == LimiterPolicy(atOnce: 128, waiting: 64))
        #expect(plan.services[0].breaker == BreakerPolicy.standard)
    }

    @Test func aPartOfAPolicyKeepsTheRestAsItIs() throws {
        let plan = try #require(
            Self.plan(
                "services: { users: { instances: [http://a], breaker: { probes: 9 }, concurrency: { waiting: 1 } } }"))
        #expect(plan.services[0].breaker.probes == 9)
        #expect(plan.services[0].breaker.window == BreakerPolicy.standard.window)
        #expect(plan.services[0].concurrency == LimiterPolicy(atOnce: 128, waiting: 1))
    }

    @Test(arguments: [
        ("1ms", 1_000_000), ("0300ms", 300_000_000), ("2s", 2_000_000_000), ("5m", 300_000_000_000),
        ("1440m", 86_400_000_000_000), ("24h", 86_400_000_000_000),
    ])
    func durations(text: String, nanoseconds: Int64) throws {
        let plan = try #require(
            Self.plan("defaults: { deadline: \(text) }\nservices: { a: { instances: [http://a] } }"))
        #expect(plan.settings.deadline.nanoseconds == nanoseconds)
    }

    @Test(arguments: [("1", 1), ("64KiB", 65_536), ("1MiB", 1_048_576), ("1GiB", 1_073_741_824), ("\"2048\"", 2_048)])
    func sizes(text: String, bytes: Int) throws {
        let plan = try #require(
            Self.plan("defaults: { max-request-body: \(text) }\nservices: { a: { instances: [http://a] } }"))
        #expect(plan.settings.maximumRequestBody == bytes)
    }
}
