import Foundation
import TuttiComposition
import TuttiPlan
import TuttiResilience
import TuttiSimulation

/// Endpoints and routes with tests, run in memory.
struct TestBench {
    let plan: GatewayPlan
    /// The tests beside each endpoint.
    let tests: [[EndpointTest]]
    /// The tests beside each route.
    let routeTests: [[EndpointTest]]

    /// Services `users`, `orders` and `payments`; `endpoint` is a whole file.
    init(
        _ endpoint: String, gateway: String = standardGateway, keys: String? = nil, environment: [String: String] = [:]
    ) throws {
        let files = [(name: "gateway.yaml", text: gateway), (name: "profile.yaml", text: endpoint)]
        let result = CompositionLoader(environment: environment).load(
            files: files + (keys.map { [(name: "keys.yaml", text: $0)] } ?? []))
        guard let plan = result.plan else {
            throw InvalidComposition(text: DiagnosticRenderer().text(result.diagnostics))
        }
        self.plan = plan
        tests = result.tests
        routeTests = result.routeTests
    }

    struct InvalidComposition: Error {
        let text: String
    }

    static let standardGateway = """
        services:
          users: { instances: ["http://users/v2"], timeout: 500ms }
          orders: { instances: ["http://orders"], timeout: 300ms, max-response: 64 }
          payments: { instances: ["http://payments"] }
        """

    /// Three calls, the third of which reads the first.
    static let profile = """
        endpoint: GET /profile/{id}
        deadline: 800ms
        calls:
          user: { service: users, get: "/users/{path.id}", required: true }
          orders: { service: orders, get: /orders, query: { user: path.id, limit: query.limit }, otherwise: [] }
          payments: { service: payments, get: "/accounts/{user.accountId}/payments" }

        """

    var results: [TestResult] {
        zip(plan.endpoints, tests).flatMap { endpoint, tests in
            tests.map { TestRunner(plan).run($0, of: endpoint) }
        }
            + zip(plan.routes, routeTests).flatMap { route, tests in
                tests.map { TestRunner(plan).run($0, of: route) }
            }
    }

    var report: TestReport { TestReport(results) }

    /// What is not as expected, in all tests.
    var mismatches: [String] {
        results.flatMap { $0.steps.flatMap { $0.mismatches.map { "\($0.subject): \($0.text)" } } }
    }

    /// What the last step of each test asked of services and what came of it.
    var exchanges: [String] {
        results.flatMap { $0.steps.last?.exchanges ?? [] }.map {
            "\($0.call) \($0.method) \($0.target) \($0.result) \($0.duration.milliseconds)"
        }
    }
}

/// Files of the repository.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
