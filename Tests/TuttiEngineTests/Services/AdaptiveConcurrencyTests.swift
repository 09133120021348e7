import Testing
import TuttiEngine
import TuttiSimulation
import TuttiUpstream

/// Which ends of calls take permits of a service whose `concurrency` adapts.
@Suite struct AdaptiveConcurrencyTests {
    private static let endpoint = """
        endpoint: GET /a/{id}
        calls: { user: { service: users, get: "/users/{path.id}", timeout: 100ms } }
        response: [user]
        """

    private static func permits(
        after response: @escaping @Sendable () -> ScriptedResponse, requests: Int = 1, adaptive: Bool = true
    ) throws -> Int? {
        let composing = try Composing(
            endpoint,
            service:
                "concurrency: { at-once: 10\(adaptive ? ", adaptive: true, at-least: 2" : "") }, breaker: { minimum-calls: 1000 }"
        ) { _ in response() }
        for _ in 0..<requests { _ = try composing.response() }
        return composing.engine.serviceStates.first { $0.name == "users" }?.permits
    }

    @Test(arguments: [(200, 10), (404, 10), (500, 10), (503, 9), (429, 9)])
    func aServiceThatSaysItHasTooMuchToDoTakesATenth(status: Int, permits: Int) throws {
        #expect(try Self.permits(after: { .body("1", status: status) }) == permits)
    }

    @Test func soDoesATimeoutAndNoOtherFailure() throws {
        #expect(try Self.permits(after: { .never }) == 9)
        #expect(try Self.permits(after: { .failure(.connect) }) == 10)
        #expect(try Self.permits(after: { .failure(.reset) }) == 10)
    }

    @Test func theyAreNeverFewerThanTheFileSays() throws {
        #expect(try Self.permits(after: { .body("1", status: 503) }, requests: 200) == 2)
    }

    @Test func withoutAdaptiveNothingChanges() throws {
        #expect(try Self.permits(after: { .body("1", status: 503) }, requests: 20, adaptive: false) == 10)
    }
}
