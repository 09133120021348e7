import Testing
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

@Suite struct FormerServicesTests {
    private static let content = GenerationContent(
        answering: ScriptedResponses(
            plan: .serving(["GET /x"], services: ["x"]),
            serviceStates: [ServiceState(name: "x", breakerOpenings: 1)]
        ) { _, _ in .json("") },
        bodyLimit: 0)

    private static func generation() -> Generation {
        Generation(number: 1, content: content, names: MetricNames()) {}
    }

    @Test func whatAGenerationIsMadeOfIsReleasedWhenItsLastRequestHasEnded() {
        var services = FormerServices()
        var held: [Generation] = [Self.generation()]
        services.replaced(held[0], content: Self.content, by: .serving([String]()))
        #expect(services.settle().isEmpty)
        held = []
        #expect(services.settle().count == 1)
        #expect(services.settle().isEmpty, "it is handed out once")
        #expect(services.byName()["x"]?.breakerOpenings == 1, "what it has counted stays")
    }

    /// A later generation may use a service of an earlier one.
    @Test func generationsAreSettledFromTheOldestOn() {
        var services = FormerServices()
        var held: [Generation] = [Self.generation(), Self.generation()]
        for generation in held { services.replaced(generation, content: Self.content, by: .serving([String]())) }
        held.removeLast()
        #expect(services.settle().isEmpty)
        held = []
        #expect(services.settle().count == 2)
        #expect(services.byName()["x"]?.breakerOpenings == 2)
    }
}
