import HTTPTypes
import Testing
import TuttiComposition
import TuttiPlan

/// The example folder of the repository.
@Suite struct ExampleCompositionsTests {
    @Test func compilesWithoutADiagnostic() {
        let result = CompositionLoader(environment: [:]).load(folder: Examples.folder)
        #expect(result.rendered.isEmpty)
        #expect(result.plan != nil)
    }

    @Test func offersTheEndpointsOfTheGuide() throws {
        let plan = try #require(CompositionLoader(environment: [:]).load(folder: Examples.folder).plan)
        // Others may be there: README invites its readers to add one.
        let offered = Set(plan.endpoints.map { "\($0.method.rawValue) \($0.path)" })
        #expect(
            offered.isSuperset(of: [
                "POST /checkout/{id}", "GET /users/{id}/order-history", "GET /profile/{id}", "GET /web/home/{id}",
            ]))
        #expect(plan.services.map(\.name) == ["users", "orders", "payments", "catalog"])
        #expect(plan.services.flatMap(\.instances).map(\.port) == [7001, 7002, 7003, 7004])
    }

    @Test func listensWhereTheEnvironmentSays() throws {
        let environment = ["TUTTI_LISTEN": "0.0.0.0:80", "USERS_URL": "https://users.example.com"]
        let plan = try #require(CompositionLoader(environment: environment).load(folder: Examples.folder).plan)
        #expect(plan.settings.listeners == [ListenerPlan(address: ListenAddress(host: "0.0.0.0", port: 80))])
        #expect(plan.services[0].instances == [ServiceInstance(isSecure: true, host: "users.example.com", port: 443)])
    }
}
