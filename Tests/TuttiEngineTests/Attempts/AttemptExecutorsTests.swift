import HTTPTypes
import Testing
import TuttiEngine
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// An attempt goes the same way whoever makes it: the mailbox, a task, or a task with a hedge that is never due.
struct AttemptExecutorsTests {
    /// Keys of a call that decide who makes its first attempt.
    private static let others = [", otherwise: stale", ", hedge: 1900ms"]

    /// What happens to the calls `a` and `b` of one service with the instances `one` and `two`.
    struct Scenario: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var keys = ""
        var service = ""
        /// Further keys of `b`.
        var secondKeys = ""
        var cancelledAfter: TimeSpan?
        let script: @Sendable (ScriptedCall) -> ScriptedResponse

        init(
            _ description: String, keys: String = "", service: String = "", secondKeys: String = "",
            cancelledAfter: TimeSpan? = nil,
            _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse
        ) {
            testDescription = description
            self.keys = keys
            self.service = service
            self.secondKeys = secondKeys
            self.cancelledAfter = cancelledAfter
            self.script = script
        }
    }

    private static let scenarios = [
        Scenario("both succeed") { _ in .body("1", after: .milliseconds(10)) },
        Scenario("the server fails") { _ in .body("", status: 503, after: .milliseconds(10)) },
        Scenario("an instance can't be connected to") { $0.host == "one" ? refused : .body("1") },
        Scenario("no instance can be connected to") { _ in refused },
        Scenario("the first tries fail", keys: ", retry: { attempts: 2, on: [5xx] }") {
            $0.startedAt == .zero ? .body("", status: 500, after: .milliseconds(10)) : .body("1")
        },
        Scenario("all tries fail", keys: ", retry: { attempts: 3, on: [reset] }") { _ in
            .failure(.reset, after: .milliseconds(10))
        },
        Scenario("a try hangs", keys: ", retry: { attempts: 2, on: [timeout], attempt-timeout: 100ms }") {
            $0.startedAt == .zero ? .never : .body("1")
        },
        Scenario("redirects are followed", keys: ", follow: 2") { call in
            call.target == "/c" ? .body("1") : redirect(to: "/c")
        },
        Scenario("a redirect leads in a circle", keys: ", follow: 2") { redirect(to: $0.target) },
        Scenario("one waits for a permit", service: "concurrency: { at-once: 1, waiting: 1 }") { _ in
            .body("1", after: .milliseconds(10))
        },
        Scenario(
            "one waits until its time is over", service: "concurrency: { at-once: 1, waiting: 1 }",
            secondKeys: ", timeout: 500ms"
        ) { _ in .never },
        Scenario("one finds the queue full", service: "concurrency: { at-once: 1, waiting: 0 }") { _ in
            .body("1", after: .milliseconds(10))
        },
        Scenario("the client leaves", cancelledAfter: .milliseconds(50)) { _ in .never },
        Scenario(
            "the client leaves while one waits", service: "concurrency: { at-once: 1, waiting: 1 }",
            cancelledAfter: .milliseconds(50)
        ) { _ in .never },
        Scenario(
            "the client leaves during a pause", keys: ", retry: { attempts: 3, on: [5xx] }",
            cancelledAfter: .milliseconds(11)
        ) { _ in .body("", status: 500, after: .milliseconds(10)) },
    ]

    private static let refused = ScriptedResponse.result(
        .failure(UpstreamFailure(.connect, "refused", phase: .connecting)))

    private static func redirect(to location: String) -> ScriptedResponse {
        let header = HTTPField(name: .location, value: location)
        return .result(.response(UpstreamResponse(status: 302, headers: [header], body: [])))
    }

    /// All that can be seen from outside: the response's statuses, what was sent when and to whom, and what the service counts.
    private static func course(_ scenario: Scenario, _ keys: String) throws -> [String] {
        let endpoint = """
            endpoint: GET /two
            deadline: 2s
            calls:
              a: { service: users, get: /a\(scenario.keys)\(keys) }
              b: { service: users, get: /b\(scenario.keys)\(scenario.secondKeys)\(keys) }
            """
        let composing = try Composing(
            endpoint, service: scenario.service, userInstances: ["one", "two"], scenario.script)
        let response = try composing.response(.get(), cancelledAfter: scenario.cancelledAfter)
        let state = composing.engine.serviceStates[0]
        let calls = composing.transport.calls.map { call in
            let canceledAt = call.canceledAt.map { ", canceled at \(($0 - .zero).milliseconds)" } ?? ""
            let deadline = (call.deadline - .zero).milliseconds
            return "\((call.startedAt - .zero).milliseconds): \(call.host)\(call.target) by \(deadline)\(canceledAt)"
        }
        return ["\(response.status) \(response.compositionStatus)", "\(state)"] + calls
    }

    @Test(arguments: scenarios)
    func everybodyMakesAnAttemptInTheSameWay(scenario: Scenario) throws {
        let direct = try Self.course(scenario, "")
        for keys in Self.others { #expect(try Self.course(scenario, keys) == direct, "\(keys)") }
    }
}
