import FixtureServices
import NIOHTTP1
import ScriptedServices
import Synchronization
import Testing

/// Checks of instances, drains and ejections over real sockets.
@Suite(.timeLimit(.minutes(10))) struct HealthTests {
    /// One instance: whether it says that it is up, and what it was asked.
    private final class Instance: Sendable {
        let isUp = Mutex(true)
        let requests = Atomic<Int>(0)
        let checks = Mutex<[FixtureRequest]>([])

        func answer(_ request: FixtureRequest) -> FixtureResponse {
            guard request.path == "/v1/up" else {
                requests.add(1, ordering: .relaxed)
                return FixtureResponse(json: "1")
            }
            checks.withLock { $0.append(request) }
            return FixtureResponse(json: isUp.withLock { $0 } ? "{\"status\":\"up\"}" : "{\"status\":\"down\"}")
        }

        var checkCount: Int { checks.withLock { $0.count } }
    }

    private static let endpoint = "endpoint: GET /x\ncalls: { x: { service: users, get: /x, required: true } }\n"

    /// Runs `body` with two instances, and a gateway with those keys of their service.
    private static func serving(
        _ keys: String, workers: Int = 1,
        _ body: @Sendable (_ gateway: RunningGateway, _ instances: [Instance], _ ports: [Int]) async throws -> Void
    ) async throws {
        let instances = [Instance(), Instance()]
        let first = try await FixtureServer.start(name: "a") { instances[0].answer($0) }
        let second = try await FixtureServer.start(name: "b") { instances[1].answer($0) }
        let ports = [first.port, second.port]
        let urls = ports.map { "\"http://127.0.0.1:\($0)/v1\"" }.joined(separator: ", ")
        let gateway = "services: { users: { instances: [\(urls)], balance: round-robin, \(keys) } }\n"
        do {
            try await RunningGateway.serving(gateway: gateway, endpoints: Self.endpoint, workers: workers) {
                try await body($0, instances, ports)
            }
        } catch {
            await first.stop()
            await second.stop()
            throw error
        }
        await first.stop()
        await second.stop()
    }

    private static func send(_ count: Int, to gateway: RunningGateway) async throws -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count { statuses.append(try await HTTPConnection.get(port: gateway.port, "/x").status) }
        return statuses
    }

    @Test func anInstanceThatSaysItIsDownGetsNoRequestsUntilItIsUp() async throws {
        let keys =
            "headers: { x-secret: s }, health: { get: /up, every: 20ms, fall: 2, rise: 2, expect: body.status == 'up' }"
        try await Self.serving(keys, workers: 2) { gateway, instances, _ in
            let unhealthy = "tutti_service_instances{service=\"users\",state=\"unhealthy\"}"
            try await eventually("both are checked") { instances.allSatisfy { $0.checkCount > 2 } }
            try await gateway.eventually(unhealthy, is: 0)
            instances[1].isUp.withLock { $0 = false }
            try await gateway.eventually(unhealthy, is: 1)
            let before = instances[1].requests.load(ordering: .relaxed)
            #expect(try await Self.send(10, to: gateway) == Array(repeating: 200, count: 10))
            #expect(instances[1].requests.load(ordering: .relaxed) == before)

            // With none that is well, the request fails at once, and is told to come again.
            instances[0].isUp.withLock { $0 = false }
            try await gateway.eventually(unhealthy, is: 2)
            let refused = try await HTTPConnection.get(port: gateway.port, "/x")
            #expect(refused.status == 503)
            #expect(refused.body.contains("no_instance"))
            #expect(refused.headers.first(name: "retry-after") != nil)

            for instance in instances { instance.isUp.withLock { $0 = true } }
            try await gateway.eventually(unhealthy, is: 0)
            #expect(try await Self.send(10, to: gateway) == Array(repeating: 200, count: 10))
            #expect(instances[1].requests.load(ordering: .relaxed) > before)
            let check = try #require(instances[0].checks.withLock { $0.last })
            #expect(check.header("user-agent") == "tutti-health")
            #expect(check.header("x-secret") == nil && check.header("authorization") == nil)
        }
    }

    @Test func aCheckThatOnlyConnectsFindsAPortOnWhichNobodyListens() async throws {
        let refusing = try RefusingPort()
        let service = try await FixtureServer.start(name: "a") { _ in FixtureResponse(json: "1") }
        let gateway = """
            services:
              users:
                instances: ["http://127.0.0.1:\(service.port)", "http://127.0.0.1:\(refusing.number)"]
                health: { tcp: true, every: 20ms, fall: 1 }
                outliers: false
            """
        try await RunningGateway.serving(gateway: gateway, endpoints: Self.endpoint) { gateway in
            try await gateway.eventually("tutti_service_instances{service=\"users\",state=\"unhealthy\"}", is: 1)
            #expect(try await Self.send(4, to: gateway) == [200, 200, 200, 200])
        }
        await service.stop()
    }

    @Test func anInstanceThatDrainsByTheFileGetsNothing() async throws {
        let instances = [Instance(), Instance()]
        let first = try await FixtureServer.start(name: "a") { instances[0].answer($0) }
        let second = try await FixtureServer.start(name: "b") { instances[1].answer($0) }
        let gateway = """
            services:
              users:
                instances: [{ url: "http://127.0.0.1:\(first.port)", drain: true }, "http://127.0.0.1:\(second.port)"]
            """
        try await RunningGateway.serving(gateway: gateway, endpoints: Self.endpoint) { gateway in
            let statuses = try await Self.send(6, to: gateway)
            #expect(statuses == Array(repeating: 200, count: 6))
        }
        #expect(instances.map { $0.requests.load(ordering: .relaxed) } == [0, 6])
        await first.stop()
        await second.stop()
    }
}
