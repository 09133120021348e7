import Testing
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiComposition

/// `load`, `importance` and `adaptive`: what is read, what mistakes are called, and the characters they are found at (`▸`).
@Suite struct LoadReadingTests {
    private static func load(_ gateway: String, _ documents: String = "") -> LoadResult {
        CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: gateway), (name: "shop.yaml", text: documents),
        ])
    }

    private static let services = "\nservices: { users: { instances: [http://127.0.0.1:1] } }\n"

    @Test func loadIsRead() throws {
        let all = try #require(Self.load("load: { requests: 2000, lag: 100ms }" + Self.services, "").plan)
        #expect(all.settings.load.requests == 2000)
        #expect(all.settings.load.lag == .milliseconds(100))
        let none = try #require(Self.load(Self.services, "").plan)
        #expect(none.settings.load == LoadBounds())
    }

    @Test func importanceIsRead() throws {
        let texts = ["", "importance: low\n", "importance: critical\n"]
        let documents = texts.enumerated().map { number, text in
            "endpoint: GET /\(number)\n\(text)calls: { user: { service: users, get: /x } }\n---\n"
                + "route: /r/\(number)\n\(text)to: users\n"
        }.joined(separator: "---\n")
        let plan = try #require(Self.load(Self.services, documents).plan)
        #expect(plan.endpoints.map(\.importance) == [.normal, .low, .critical])
        #expect(plan.routes.map(\.importance) == [.normal, .low, .critical])
    }

    @Test func concurrencyMayAdapt() throws {
        func policy(_ text: String) throws -> LimiterPolicy {
            let result = Self.load("services: { a: { instances: [http://a], concurrency: \(text) } }")
            return try #require(result.plan, "\(result.rendered)").services[0].concurrency
        }
        #expect(try policy("{ adaptive: true }") == LimiterPolicy(atOnce: 128, waiting: 64, atLeast: 4))
        #expect(try policy("adaptive") == LimiterPolicy(atOnce: 128, waiting: 64, atLeast: 4))
        #expect(try policy("{ adaptive: true, at-least: 9 }") == LimiterPolicy(atOnce: 128, waiting: 64, atLeast: 9))
        #expect(try policy("{ adaptive: false }") == LimiterPolicy(atOnce: 128, waiting: 64))
    }

    @Test(arguments: [
        ("invalid-number", "load: { requests: ▸0 }"), ("invalid-duration", "load: { lag: ▸10 }"),
        ("wrong-type", "load: ▸100"), ("unknown-key", "load: { ▸max-requests: 10 }"),
        ("invalid-number", "defaults: { concurrency: { adaptive: true, at-least: ▸40, at-once: 10 } }"),
        ("invalid-number", "defaults: { concurrency: { adaptive: true, at-once: ▸3 } }"),
        ("wrong-type", "defaults: { concurrency: { adaptive: ▸aimd } }"),
    ])
    func isFoundInGatewayYaml(code: String, marked: String) {
        let marked = MarkedText(marked + Self.services)
        let result = CompositionLoader(environment: [:]).load(files: [(name: "gateway.yaml", text: marked.text)])
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }

    @Test func anImportanceIsOneOfThreeWords() {
        let marked = MarkedText("route: /a\nimportance: ▸high\nto: users\n")
        let result = Self.load(Self.services, marked.text)
        #expect(result.marks == marked.places.map { "\($0) wrong-type" }, "\(result.rendered)")
    }
}
