import Foundation
import Testing
import TuttiComposition
import TuttiPlan
import TuttiSimulation

/// The tests in the example compositions and in docs/testing.md.
@Suite struct ExampleTestsTests {
    private static let examples = CompositionLoader(environment: [:])
        .load(folder: Repository.root.appendingPathComponent("compositions").path).plan

    @Test func everyExampleHasTestsAndTheyPass() throws {
        let plan = try #require(Self.examples)
        for endpoint in plan.endpoints {
            #expect(!endpoint.tests.isEmpty, "\(endpoint.name)")
            for test in endpoint.tests {
                let result = TestRunner(plan).run(test, of: endpoint)
                #expect(result.passed, "\(TestReport([result]).text())")
            }
        }
    }

    @Test func whatTheExamplesRequireNeverVanishes() throws {
        let plan = try #require(Self.examples)
        for word in ["reset", "timeout", "503", "404"] {
            let explorer = FailureExplorer(plan, with: try #require(ServiceAnswer(word: word)))
            for matrix in plan.endpoints.map({ explorer.matrix(of: $0) }) {
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
        blocks.filter { $0.hasPrefix("endpoint:") }
        + blocks.filter { $0.hasPrefix("tests:") }.map { tests in
            String(endpoint.prefix(upTo: endpoint.firstRange(of: "tests:")?.lowerBound ?? endpoint.endIndex)) + tests
        }

    @Test func theGuideHasExamples() {
        #expect(Self.files.count >= 4)
        #expect(Self.blocks.count == Self.files.count + 1)
    }

    @Test(arguments: files)
    func theExamplesOfTheGuidePass(file: String) throws {
        let bench = try TestBench(file, gateway: Self.gateway)
        #expect(!bench.results.isEmpty)
        #expect(bench.mismatches == [], "\(bench.report.text())")
    }

    @Test(arguments: [
        "name", "request", "headers", "body", "services", "expect", "required", "steps", "repeat", "wait", "status",
        "text",
        "after", "fail", "outcome", "calls", "within",
    ])
    func theGuideExplainsEachKey(key: String) throws {
        #expect(try #require(Self.guide).contains("| `\(key)`"))
    }
}
