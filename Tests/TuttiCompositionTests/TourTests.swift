import Testing
import TuttiComposition
import TuttiPlan

/// The files of docs/from-three-calls-to-one.md are what a reader needs, at every step.
@Suite struct TourTests {
    private static let page = DocumentedYAML("docs/from-three-calls-to-one.md")
    private static let gateways = page.blocks(beginningWith: "services")

    /// Each step of `profile.yaml`; the last one is the one before it with its tests.
    static let steps: [String] = {
        let steps = page.blocks(beginningWith: "endpoint")
        return steps + page.blocks(beginningWith: "tests").map { (steps.last ?? "") + $0 }
    }()

    @Test func hasOneGatewayAndAllSteps() {
        #expect(Self.gateways.count == 1)
        #expect(Self.steps.count == 6)
    }

    @Test(arguments: steps)
    func eachStepCompiles(profile: String) throws {
        let gateway = try #require(Self.gateways.first)
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", gateway), ("profile.yaml", profile),
        ])
        #expect(result.rendered.isEmpty)
        #expect(result.plan?.endpoints.count == 1)
    }

    @Test func theSchemasAcceptEachStep() throws {
        let gateway = try SchemaValidator(.gateway, Self.gateways.map { ("gateway.yaml", $0) })
        #expect(gateway.exitCode == 0, "\(gateway.refusals) \(gateway.errors)")
        let steps = try SchemaValidator(
            .endpoint, Self.steps.enumerated().map { ("\($0.offset).yaml", $0.element) })
        #expect(steps.exitCode == 0, "\(steps.refusals) \(steps.errors)")
    }
}
