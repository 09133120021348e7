import FixtureServices
import NIOHTTP1
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience

/// A service dies under load and comes back.
struct KillAndReturnTests {
    private static let endpoint = """
        endpoint: GET /profile/{id}
        calls:
          user: { service: users, get: "/users/{path.id}", required: true }
          orders: { service: orders, get: "/orders/{path.id}", otherwise: [] }
        """

    @Test func noResponseIsWrongAndTheBreakerOpensAndCloses() async throws {
        let users = try await FixtureServer.start(name: "users") { request in
            FixtureResponse(json: #"{"for":"\#(request.path)"}"#)
        }
        let orders = try await FixtureServer.start(name: "orders") { request in
            FixtureResponse(json: #"["\#(request.path)"]"#)
        }
        let gateway = """
            services:
              users: { instances: [http://127.0.0.1:\(users.port)] }
              orders:
                instances: [http://127.0.0.1:\(orders.port)]
                breaker: { failure-ratio: 0.5, window: 1s, minimum-calls: 10, open-for: 100ms, probes: 2 }
            """
        let tally = Tally()
        try await RunningGateway.serving(gateway: gateway, endpoints: Self.endpoint) { gateway in
            let port = gateway.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<64 {
                    group.addTask {
                        try await HTTPConnection.open(port: port) { connection in
                            // 64 connections, 1,000 requests.
                            for number in 0..<(client < 40 ? 16 : 15) {
                                let id = client * 100 + number
                                let response = try await connection.request(.GET, "/profile/\(id)")
                                Self.check(response, id: id, tally)
                                tally.answered.wrappingAdd(1, ordering: .relaxed)
                                // Slow enough for the service to die and return in the middle.
                                try await Task.sleep(for: .milliseconds(20))
                            }
                        }
                    }
                }
                group.addTask {
                    try await eventually("the first are answered") { tally.answered.load(ordering: .relaxed) >= 250 }
                    await orders.stop()
                    try await eventually("more are answered") { tally.answered.load(ordering: .relaxed) >= 600 }
                    try await orders.restart()
                }
                try await group.waitForAll()
            }
            #expect(tally.answered.load(ordering: .relaxed) == 1000)
            #expect(gateway.engine.serviceStates[1].breakerOpenings > 0)
            // It closes as soon as its probes have succeeded: each request is one, so a few are enough.
            try await HTTPConnection.open(port: port) { connection in
                for _ in 0..<100 where gateway.engine.serviceStates[1].breaker != .closed {
                    _ = try await connection.request(.GET, "/profile/1")
                    try await Task.sleep(for: .milliseconds(20))
                }
                let response = try await connection.request(.GET, "/profile/77")
                #expect(response.body == #"{"user":{"for":"/users/77"},"orders":["/orders/77"]}"#)
            }
            #expect(gateway.engine.serviceStates[1].breaker == .closed)
            #expect(gateway.engine.serviceStates.map(\.running) == [0, 0])
        }
        #expect(tally.complete.load(ordering: .relaxed) >= 250)
        #expect(tally.complete.load(ordering: .relaxed) < 1000)
        await users.stop()
        await orders.stop()
    }

    /// Whole, or without its orders and saying so; never another request's.
    private static func check(_ response: ReceivedResponse, id: Int, _ tally: Tally) {
        #expect(response.status == 200)
        if response.outcomes == ["user;outcome=ok", "orders;outcome=ok"] {
            tally.complete.wrappingAdd(1, ordering: .relaxed)
            #expect(response.body == #"{"user":{"for":"/users/\#(id)"},"orders":["/orders/\#(id)"]}"#)
        } else {
            #expect(response.body == #"{"user":{"for":"/users/\#(id)"},"orders":[]}"#)
            #expect(
                ["connect", "reset", "breaker_open"].map { "orders;outcome=fallback;reason=\($0)" }
                    .contains { response.outcomes.last == $0 }, "\(response.compositionStatus)")
        }
    }
}

/// What the clients have seen together.
private final class Tally: Sendable {
    let answered = Atomic<Int>(0)
    let complete = Atomic<Int>(0)
}
