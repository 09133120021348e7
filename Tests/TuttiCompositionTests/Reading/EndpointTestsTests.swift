import HTTPTypes
import Testing
import TuttiComposition
import TuttiJSON
import TuttiPlan
import TuttiResilience

/// What is read of `tests`.
@Suite struct EndpointTestsTests {
    private static func tests(_ text: String, environment: [String: String] = [:]) throws -> [EndpointTest] {
        let endpoint = """
            endpoint: GET /profile/{id}
            calls: { user: { service: users, get: "/users/{path.id}" } }

            """
        return try #require(Sample.load(endpoint + text, environment: environment).tests.first)
    }

    @Test func anEndpointHasNoTestsByItself() throws {
        #expect(try Self.tests("").isEmpty)
        #expect(try Self.tests("tests: []\n").isEmpty)
        #expect(try Self.tests("tests:\n").isEmpty)
    }

    @Test func everyKeyIsRead() throws {
        let test = try #require(
            Self.tests(
                """
                tests:
                  - name: a
                    request: HEAD /profile/%C3%A4?x=1&y
                    headers: { Accept: text/html, x-many: [1, b] }
                    body: { n: 1.50, s: path.id, e: "${X}" }
                    services: { users: [timeout, { after: 2s, status: 201, headers: { a: b }, text: 7 }] }
                    expect:
                      { status: 204, outcome: { user: fallback }, body: null, headers: { a: null, b: 1 }, calls: { user: 2 }, sent: { user: { a: 1.50 } }, within: 1m }
                    required: [user.name, /user/a~1b]
                """, environment: ["X": "{path.id}"]
            ).first)
        #expect(test.name == "a")
        #expect(test.position == SourcePosition(file: "a.yaml", line: 4, column: 11))
        #expect(test.required.map(\.description) == ["/user/name", "/user/a~1b"])
        guard case .request(let step)? = test.steps.first else { throw NoStep() }
        #expect(step.request.method == .head)
        #expect(step.request.pathParameters == ["ä"])
        #expect(step.request.query == "x=1&y")
        #expect(
            step.request.headers.map { "\($0.name): \($0.value)" } == ["Accept: text/html", "x-many: 1", "x-many: b"])
        #expect(step.request.body?.member("n")?.number?.text == "1.50")
        #expect(step.request.body?.member("s")?.string == "path.id")
        #expect(step.request.body?.member("e")?.string == "{path.id}")
        #expect(step.expect.status == 204)
        #expect(step.expect.outcomes.map { "\($0.call) \($0.word)" } == ["user fallback"])
        #expect(step.expect.body == .null)
        #expect(step.expect.headers.map { "\($0.name): \($0.values)" } == ["a: none", #"b: joined("1")"#])
        #expect(step.expect.calls.map { "\($0.call) \($0.times ?? 0)" } == ["user 2"])
        #expect(step.expect.sent.map(\.call) == ["user"])
        #expect(step.expect.sent.first?.body.member("a")?.number?.text == "1.50")
        #expect(step.expect.within == .seconds(60))
        let responses = try #require(test.services[0]?.rules.first?.responses)
        #expect(responses.count == 2)
        #expect(responses.last?.after == .seconds(2))
        guard case .response(201, let headers, .text("7"))? = responses.last?.ending else { throw NoStep() }
        #expect(headers == [HTTPField(name: .init("a") ?? .via, value: "b")])
    }

    @Test func stepsAreReadInOrder() throws {
        let test = try #require(
            Self.tests(
                """
                tests:
                  - name: a
                    steps:
                      - { request: GET /profile/1, repeat: 3 }
                      - wait: 10s
                      - { request: GET /profile/2, services: { users: 503 }, expect: { status: 200 } }
                """
            ).first)
        let steps = test.steps.map { step -> String in
            switch step {
            case .wait(let span): "wait \(span.milliseconds)"
            case .request(let step): "\(step.request.target) \(step.repeats) \(step.services.count)"
            }
        }
        #expect(steps == ["/profile/1 3 0", "wait 10000", "/profile/2 1 1"])
    }

    struct NoStep: Error {}
}
