import Testing
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct MetricsAcrossReloadsTests {
    @Test func whatIsRemovedAndComesBackCountsOn() async throws {
        let plans = ScriptedPlans([
            .serving(["GET /b", "GET /c"], services: [.named("y")]),
            .serving(["GET /c", "GET /a"], services: [.named("y"), .named("x")]),
        ])
        try await withServer(
            ["GET /a", "GET /b"], services: ["x"], loops: 2, plans: plans,
            script: { _, _ in .json("{}", calls: [CallReport(name: "c", service: 0, outcome: .ok)]) }
        ) { server in
            func ask(_ path: String) async throws {
                // A connection each: they are spread over the event loops.
                for _ in 0..<2 {
                    let client = try server.client()
                    await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    #expect(try await client.response().status == 200)
                    #expect(try await client.rest() == "")
                }
            }
            let a = "tutti_requests_total{endpoint=GET /a,status=200}"
            let b = "tutti_requests_total{endpoint=GET /b,status=200}"
            let x = "tutti_calls_total{outcome=ok,reason=,service=x}"
            let y = "tutti_calls_total{outcome=ok,reason=,service=y}"
            try await ask("/a")
            try await ask("/b")
            await server.reload()
            try await ask("/b")
            var samples = try await server.samples()
            #expect([samples[a], samples[b], samples[x], samples[y]] == [2, 4, 4, 2])
            #expect(samples["tutti_request_duration_seconds_count{endpoint=GET /c}"] == 0, "a new one starts at zero")
            #expect(samples["tutti_breaker_state{service=x,state=closed}"] == nil, "a state needs a service")
            await server.reload()
            try await ask("/a")
            samples = try await server.samples()
            #expect([samples[a], samples[b], samples[x], samples[y]] == [4, 4, 4, 4])
        }
    }

    /// The breaker of a changed service is new, and has never opened; its metric must not go back.
    @Test func openingsOfFormerBreakersStayCounted() {
        let service = ServicePlan.named("x")
        let changed = ServicePlan.named("x", maximumResponse: 1)
        func content(_ service: ServicePlan?, openings: Int) -> GenerationContent {
            let plan = GatewayPlan.serving([EndpointPlan](), services: service.map { [$0] } ?? [])
            let states = plan.services.map { ServiceState(name: $0.name, breakerOpenings: openings) }
            return GenerationContent(
                answering: ScriptedResponses(plan: plan, serviceStates: states) { _, _ in .json("") }, bodyLimit: 0)
        }
        let generations = Generations(content(service, openings: 3))
        var held: [Generation] = [generations.current]
        func replace(_ content: GenerationContent) -> [Int] {
            if let generation = generations.replace(with: content) { held.append(generation) }
            let now = generations.snapshot()
            return now.services.map(\.breakerOpenings) + now.formerServices.map { -$0.breakerOpenings }
        }
        #expect(replace(content(service, openings: 4)) == [4], "the same breaker goes on")
        #expect(replace(content(changed, openings: 1)) == [5])
        #expect(replace(content(nil, openings: 0)) == [-5])
        #expect(replace(content(service, openings: 2)) == [7])
        held = []
        #expect(generations.snapshot().services.map(\.breakerOpenings) == [7])
    }
}
