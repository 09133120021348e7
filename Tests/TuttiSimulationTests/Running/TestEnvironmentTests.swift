import Testing
import TuttiComposition
import TuttiPlan
import TuttiSimulation

/// `env` of a test, and what is missing where a gateway is tested.
@Suite struct TestEnvironmentTests {
    private static let gateway = "env: [REGION, TIER]\n" + TestBench.standardGateway

    private static func endpoint(_ env: String) -> String {
        """
        endpoint: GET /x
        calls: { user: { service: users, get: /u } }
        response: { region: env.REGION, tier: env.TIER, user: user }
        tests:
          - name: a
            \(env)
            request: GET /x
            services: { users: { body: 1 } }
            expect: { body: { region: eu, tier: gold } }

        """
    }

    @Test func aTestSaysWhatExpressionsRead() throws {
        let variables = ["REGION": "us", "TIER": "gold"]
        let bench = try TestBench(Self.endpoint("env: { REGION: eu }"), gateway: Self.gateway, environment: variables)
        #expect(bench.mismatches.isEmpty)
        let without = try TestBench(Self.endpoint("required: []"), gateway: Self.gateway, environment: variables)
        #expect(without.mismatches.count == 1)
    }

    @Test func aVariableThatIsMissingIsAWarningWhereNothingIsServed() throws {
        let files = [
            (name: "gateway.yaml", text: Self.gateway),
            (name: "a.yaml", text: Self.endpoint("env: { REGION: eu, TIER: gold }")),
        ]
        let tested = CompositionLoader(environment: [:], isForServing: false).load(files: files)
        #expect(tested.diagnostics.map(\.severity) == [.warning, .warning])
        #expect(tested.diagnostics.first?.help?.contains("--env REGION=…") == true)
        let plan = try #require(tested.plan)
        let endpoint = plan.endpoints[0]
        #expect(TestRunner(plan).run(tested.tests[0][0], of: endpoint).steps.flatMap(\.mismatches).isEmpty)
        let served = CompositionLoader(environment: [:]).load(files: files)
        #expect(served.plan == nil)
        #expect(served.diagnostics.map(\.code) == [.missingVariable, .missingVariable])
    }

    @Test(arguments: [
        ("env: { REGIN: eu }", "did you mean `REGION`?"),
        ("env: { OTHER_NAME: eu }", "list it there: `env: [OTHER_NAME]`"),
        ("env: eu", "write it like `{ REGION: eu }`"),
    ])
    func mistakesAreNamed(env: String, help: String) {
        let result = CompositionLoader(environment: ["REGION": "a", "TIER": "b"]).load(files: [
            (name: "gateway.yaml", text: Self.gateway), (name: "a.yaml", text: Self.endpoint(env)),
        ])
        #expect(result.diagnostics.map(\.help) == [help])
    }
}
