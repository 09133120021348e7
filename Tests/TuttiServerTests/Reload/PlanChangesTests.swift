import HTTPTypes
import Testing
import TuttiPlan
import TuttiResilience

@testable import TuttiServer

@Suite struct PlanChangesTests {
    private static func plan(_ endpoints: [String], services: [String] = []) -> GatewayPlan {
        .serving(endpoints, services: services)
    }

    @Test func countsByName() {
        let changes = PlanChanges(
            from: Self.plan(["GET /a", "GET /b"], services: ["x"]),
            to: Self.plan(["GET /c", "GET /a"], services: ["x"]))
        #expect(changes.endpoints == .init(total: 2, new: 1, changed: 0, removed: 1))
        #expect(changes.services == .init(total: 1))
    }

    @Test func anotherLineOfTheFileIsNoChange() {
        let moved = GatewayPlan.serving([.named("GET /a", line: 8)])
        #expect(PlanChanges(from: Self.plan(["GET /a"]), to: moved).endpoints == .init(total: 1))
        let changed = GatewayPlan.serving([.named("GET /a", deadline: .seconds(7), line: 8)])
        #expect(PlanChanges(from: Self.plan(["GET /a"]), to: changed).endpoints == .init(total: 1, changed: 1))
    }

    /// Calls refer to services by number; one more at the front changes all of them, and no endpoint.
    @Test func anotherNumberOfTheSameServiceIsNoChange() {
        func plan(_ services: [String], calling service: Int) -> GatewayPlan {
            let call = CallPlan(
                name: "c", service: service, method: .get, target: TextTemplate([.literal("/")]), isRequired: false,
                timeout: .seconds(1), bodyKind: .json, position: SourcePosition(file: "a.yaml", line: 1, column: 1))
            return .serving([.named("GET /a", calls: [call])], services: services.map { .named($0) })
        }
        let before = plan(["x", "y"], calling: 0)
        #expect(PlanChanges(from: before, to: plan(["z", "x"], calling: 1)).endpoints == .init(total: 1))
        #expect(PlanChanges(from: before, to: plan(["x", "y"], calling: 1)).endpoints == .init(total: 1, changed: 1))
    }

    @Test func routesAreToldApartByNameAndOrder() {
        let before = GatewayPlan.serving(
            [], routes: [.forwarding("/a"), .forwarding("/a"), .forwarding("GET /b/**", to: 1)],
            services: [.named("x"), .named("y")])
        let same = GatewayPlan.serving(
            [], routes: [.forwarding("GET /b/**", to: 2, line: 7), .forwarding("/a", to: 1), .forwarding("/a", to: 1)],
            services: [.named("z"), .named("x"), .named("y")])
        #expect(PlanChanges(from: before, to: same).routes == .init(total: 3))
        let other = GatewayPlan.serving(
            [], routes: [.forwarding("/a"), .forwarding("GET /b/**"), .forwarding("/c")],
            services: [.named("x"), .named("y")])
        #expect(PlanChanges(from: before, to: other).routes == .init(total: 3, new: 1, changed: 1, removed: 1))
    }
}
