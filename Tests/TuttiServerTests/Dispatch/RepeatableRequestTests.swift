import HTTPTypes
import Testing
import TuttiComposition
import TuttiCrypto
import TuttiEngine
import TuttiPlan
import TuttiPolicies

@testable import TuttiServer

/// What clients get that repeat a request, by what the store says.
@Suite struct RepeatableRequestTests {
    private struct NoHeaders: ClientHeaders {
        func values(named name: String) -> [String] { [] }
        func forEach(_ visit: (String, String) -> Void) {}
    }

    private static func rules(_ store: MemoryRepeatStore) throws -> RepeatRules {
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: "services: { s: { instances: [\"http://s:80\"] } }\n"),
            (name: "x.yaml", text: "endpoint: POST /x\nidempotency: true\ncalls: { a: { service: s, post: /a } }\n"),
        ])
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        let endpoint = try #require(plan.endpoints.first)
        return RepeatRules(
            endpoint, try #require(endpoint.repeats), services: plan.services, ways: plan.settings.ways, store: store)
    }

    private static func asked(_ key: String) throws -> RepeatedRequest {
        RepeatedRequest(endpoint: "POST /x", name: [key], content: [], body: [], by: try Crypto.load())
    }

    private static func response(_ key: String, _ store: MemoryRepeatStore) async throws -> (
        ComposedResponse, RepeatMark
    ) {
        let request = RepeatableRequest(
            asked: try asked(key), rules: try rules(store),
            request: ClientRequest(id: "r", method: .post, query: "", headers: NoHeaders(), body: []), form: nil,
            bodyLimit: 100, endpoint: 0,
            answering: ScriptedResponses(plan: .serving(["POST /x"])) { _, _ in .json("1") })
        return await request.response(over: TestTransport())
    }

    @Test func whoCannotBeNotedGets503() async throws {
        var bounds = RepeatTable.Bounds()
        bounds.mostRunning = 1
        let store = MemoryRepeatStore(bounds)
        let first = try Self.asked("first")
        store.claim(first) { #expect($0 == .first) }
        let (refused, mark) = try await Self.response("k", store)
        #expect(refused.status == 503 && mark == .unavailable)
        #expect(refused.headers.contains { $0.name == .retryAfter && $0.value == "1" })
        store.forget(first)
        let (served, next) = try await Self.response("k", store)
        #expect(served.status == 200 && next == .first)
    }

    @Test func ofAResponseThatIsNotThereAnyMoreTheStatusIsSaid() async throws {
        let store = MemoryRepeatStore()
        let first = try Self.asked("k")
        store.claim(first) { #expect($0 == .first) }
        store.keep(KeptResponse(onlyStatus: 201), as: first, for: 60)
        let (response, mark) = try await Self.response("k", store)
        #expect(response.status == 409 && mark == .replayed)
        #expect(String(decoding: response.body, as: UTF8.self).contains("answered with 201"))
        #expect(response.headers.contains { $0.name.canonicalName == "idempotent-replayed" })
    }
}
