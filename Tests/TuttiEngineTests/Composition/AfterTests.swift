import Testing
import TuttiEngine
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// `after`: a call comes after others without reading them.
struct AfterTests {
    private static let endpoint = """
        endpoint: POST /x
        fields: true
        calls:
          reserve: { service: users, post: /reserve, when: body.reserves }
          order: { service: orders, post: /order, after: reserve }
          pay: { service: payments, post: /pay, after: [reserve, order] }
          seen: { service: users, get: /seen, after: pay }
        response: { paid: pay, seen: seen }
        """

    private func run(
        _ endpoint: String = endpoint, _ body: String = #"{"reserves":true}"#, query: String = "",
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse
    ) throws -> (response: ComposedResponse, made: [String]) {
        let composing = try Composing(endpoint, script)
        var request = ClientRequest.post(body)
        request.query = query
        let response = try composing.response(request)
        return (
            response,
            composing.transport.calls.map { "\($0.name) \(($0.startedAt - .zero).milliseconds)" }
        )
    }

    @Test func callsAreMadeOneAfterTheOther() throws {
        let (_, made) = try run { _ in .body("1", after: .milliseconds(10)) }
        #expect(made == ["reserve 0", "order 10", "pay 20", "seen 30"])
    }

    @Test func anOptionalCallThatFailedKeepsNoneFromBeingMade() throws {
        let (response, made) = try run { $0.name == "reserve" ? .failure(.reset) : .body("1") }
        #expect(made.count == 4)
        #expect(response.status == 200)
    }

    @Test func neitherDoesOneThatWasSkipped() throws {
        let (_, made) = try run(Self.endpoint, "{}") { _ in .body("1", after: .milliseconds(10)) }
        #expect(made == ["order 0", "pay 10", "seen 20"])
    }

    @Test func afterARequiredCallThatFailedNothingIsMade() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              reserve: { service: users, post: /reserve, required: true }
              order: { service: orders, post: /order, after: reserve }
            """
        let (response, made) = try run(endpoint) { _ in .failure(.reset) }
        #expect(made == ["reserve 0"])
        #expect(response.status == 502)
    }

    @Test func whatItOnlyComesAfterMayBeLeftOut() throws {
        let endpoint = """
            endpoint: POST /x
            fields: true
            calls:
              user: { service: users, get: /user }
              offers: { service: orders, get: /offers, after: user }
            """
        let (response, made) = try run(endpoint, query: "fields=offers") { _ in .body("1", after: .milliseconds(10)) }
        #expect(made == ["offers 0"])
        #expect(response.text == #"{"offers":1}"#)
    }

    @Test func aCallMayReadWhatItComesAfter() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              user: { service: users, get: /user }
              offers: { service: orders, get: "/offers/{user}", after: user }
            """
        let (response, made) = try run(endpoint) { _ in .failure(.reset) }
        #expect(made == ["user 0"])
        #expect(response.compositionStatus.contains("offers;outcome=failed;reason=dependency"))
    }
}
