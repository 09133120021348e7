import Foundation
import Testing
import TuttiComposition
import TuttiPlan
import TuttiSimulation

/// The tests in the example compositions and in docs/testing.md.
@Suite struct ExampleTestsTests {
    private static let examples = CompositionLoader(environment: [:])
        .load(folder: Repository.root.appendingPathComponent("compositions").path)

    @Test func everyExampleHasTestsAndTheyPass() throws {
        let plan = try #require(Self.examples.plan)
        for (endpoint, tests) in zip(plan.endpoints, Self.examples.tests) {
            #expect(!tests.isEmpty, "\(endpoint.name)")
            for test in tests {
                let result = TestRunner(plan).run(test, of: endpoint)
                #expect(result.passed, "\(TestReport([result]).text())")
            }
        }
        for (route, tests) in zip(plan.routes, Self.examples.routeTests) {
            #expect(!tests.isEmpty, "\(route.name)")
            for test in tests {
                let result = TestRunner(plan).run(test, of: route)
                #expect(result.passed, "\(TestReport([result]).text())")
            }
        }
    }

    @Test func whatTheExamplesRequireNeverVanishes() throws {
        let plan = try #require(Self.examples.plan)
        for word in ["reset", "timeout", "503", "404"] {
            let explorer = FailureExplorer(plan, with: try #require(ServiceResponse(word: word)))
            let tested = zip(plan.endpoints, Self.examples.tests)
            for matrix in tested.map({ explorer.matrix(of: $0, tests: $1) }) {
                #expect(matrix.scenario != nil, "\(matrix.endpoint)")
                #expect(!matrix.hasVanishedMembers, "\(FailureReport([matrix]).text())")
            }
        }
    }

    // MARK: - docs/testing.md

    private static let guide = try? String(
        contentsOf: Repository.root.appendingPathComponent("docs/testing.md"), encoding: .utf8)

    private static let blocks: [String] = (guide ?? "").split(separator: "```yaml\n").dropFirst().map {
        String($0.prefix(upTo: $0.firstRange(of: "```")?.lowerBound ?? $0.endIndex))
    }

    private static let gateway = blocks.first { $0.hasPrefix("services:") } ?? ""
    private static let endpoint = blocks.first { $0.hasPrefix("endpoint:") } ?? ""
    /// Whole files, and the endpoint of the first one with each list of tests that follows.
    private static let files =
        blocks.filter { $0.hasPrefix("endpoint:") || $0.hasPrefix("route:") }
        + blocks.filter { $0.hasPrefix("tests:") }.map { tests in
            String(endpoint.prefix(upTo: endpoint.firstRange(of: "tests:")?.lowerBound ?? endpoint.endIndex)) + tests
        }

    @Test func theGuideHasExamples() {
        #expect(Self.files.count >= 5)
        #expect(Self.blocks.count == Self.files.count + 1)
    }

    @Test(arguments: files)
    func theExamplesOfTheGuidePass(file: String) throws {
        let bench = try TestBench(file, gateway: Self.gateway)
        #expect(!bench.results.isEmpty)
        #expect(bench.mismatches == [], "\(bench.report.text())")
    }

    @Test func whatTheGuideShowsOfATestThatFailsIsWhatIsPrinted() throws {
        let start = Self.endpoint.prefix(
            upTo: Self.endpoint.firstRange(of: "tests:")?.lowerBound ?? Self.endpoint.endIndex)
        let test = """
            tests:
              - name: orders are slow
                request: GET /profile/7
                services:
                  users: { "GET /users/7": { body: { id: 7, name: Eve, accountId: a1 } } }
                  orders: timeout
                  payments: { "GET /accounts/a1/payments": { body: [] } }
                expect:
                  outcome: { orders: ok }
                  body: { user: { name: Ada }, orders: [{}, {}] }
            """
        let results = try TestBench(start + test, gateway: Self.gateway).results
        let text = TestReport(results, prefix: "compositions/").text(seconds: 0.01)
        #expect(try #require(Self.guide).contains("```\n" + text + "\n```"), "\(text)")
    }

    @Test func whatTheGuideShowsOfEveryFailureIsWhatIsPrinted() throws {
        let plan = try #require(Self.examples.plan)
        let tested = Array(zip(plan.endpoints, Self.examples.tests))
        let profile = try #require(tested.first { $0.0.name == "GET /profile/{id}" })
        let explorer = FailureExplorer(plan, with: ServiceResponse(.failure(.reset)))
        let text = FailureReport([explorer.matrix(of: profile.0, tests: profile.1)], prefix: "compositions/").text()
        #expect(try #require(Self.guide).contains("--each-failure --filter profile\n" + text + "\n```"), "\(text)")
    }

    @Test(arguments: [
        "name", "request", "headers", "body", "services", "expect", "required", "steps", "repeat", "wait", "status",
        "text",
        "after", "fail", "outcome", "calls", "sent", "within",
    ])
    func theGuideExplainsEachKey(key: String) throws {
        #expect(try #require(Self.guide).contains("| `\(key)`"))
    }
}
