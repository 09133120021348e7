import Foundation
import ScriptedServices
import Testing

@testable import TuttiServer

/// The suite of http-tests/cache-tests, through a route with `cache: http`.
struct CacheConformanceTests {
    private static let cache = "cache: { for: http, heed-request: true, store-cookies: true }\n"

    /// What good caches do, and this one doesn't, each with the reason.
    static let otherwise: [String: String] = [
        "conditional-lm-fresh-no-lm":
            "a client that has what was there an hour ago doesn't have what came a second ago (RFC 9110, 13.1.3)",
        "method-POST": "responses to POST are not stored",
        "vary-normalise-lang-select": "languages are compared as they are written",
        "partial-store-partial-reuse-partial-absent": "parts are not stored",
        "partial-store-partial-complete": "parts are not stored",
    ]

    @Test(.enabled(if: !CacheSuite.groups.isEmpty, "shared/conformance/http-cache is not beside the checkout"))
    func agreesWithTheSuite() async throws {
        let origin = CacheSuiteOrigin()
        let service = try origin.start()
        defer { service.close() }
        let tests = CacheSuite.groups.flatMap(\.tests).filter { !$0.isForBrowsers }
        let outcomes = try await RoutedGateway.serving(
            "route: /**\nto: orders\n" + Self.cache, ["orders": [service.port]]
        ) { gateway in
            let client = CacheSuiteClient(port: gateway.port, origin: origin)
            return await withTaskGroup(of: (String, CacheSuiteClient.Outcome).self) { group in
                for test in tests { group.addTask { (test.id, await client.run(test)) } }
                var outcomes: [String: CacheSuiteClient.Outcome] = [:]
                for await (id, outcome) in group { outcomes[id] = outcome }
                return outcomes
            }
        }
        print(Self.table(outcomes))
        for test in tests where test.kind != "check" && Self.otherwise[test.id] == nil {
            #expect(outcomes[test.id] == .passed, "\(test.id)")
        }
        for test in tests where test.kind == "check" && outcomes[test.id] != .passed {
            print("check: \(test.id): \(outcomes[test.id].map { "\($0)" } ?? "")")
        }
    }

    private static func table(_ outcomes: [String: CacheSuiteClient.Outcome]) -> String {
        let kinds = ["required", "optimal", "check"]
        var sums = [String: (Int, Int)]()
        var lines = ["| group | required | optional | check |", "|---|---|---|---|"]
        for group in CacheSuite.groups {
            let cells = kinds.map { kind -> String in
                let tests = group.tests.filter { $0.kind == kind && !$0.isForBrowsers }
                let passed = tests.count { outcomes[$0.id] == .passed }
                sums[kind, default: (0, 0)].0 += passed
                sums[kind, default: (0, 0)].1 += tests.count
                return tests.isEmpty ? "" : "\(passed) of \(tests.count)"
            }
            lines.append("| `\(group.id)` | \(cells.joined(separator: " | ")) |")
        }
        lines.append("| all | \(kinds.map { "\(sums[$0]?.0 ?? 0) of \(sums[$0]?.1 ?? 0)" }.joined(separator: " | ")) |")
        return lines.joined(separator: "\n")
    }
}
