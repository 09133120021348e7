import Testing
import TuttiEngine
import TuttiPlan
import TuttiPolicies
import TuttiSimulation

/// What becomes of optional calls where there is too much to do.
@Suite struct LeftOutCallsTests {
    private static let page = """
        endpoint: GET /page
        calls:
          user: { service: users, get: /u, required: true }
          likes: { service: orders, get: /likes, importance: low, otherwise: [] }
          orders: { service: orders, get: /orders }
          bills: { service: payments, get: /bills, importance: critical }
          shops: { service: payments, get: "/shops/{orders.id}" }
        """

    @Test(
        arguments: [
            (nil, [.ok, .ok, .ok, .ok, .ok]),
            (.low, [.ok, .fallback(.shed), .ok, .ok, .ok]),
            (.normal, [.ok, .fallback(.shed), .failed(.shed), .ok, .failed(.dependency)]),
        ] as [(Importance?, [CallOutcome])])
    func theLeastImportantAreLeftOutAndTheResponseComes(leftOut: Importance?, outcomes: [CallOutcome]) throws {
        let composing = try Composing(Self.page) { call in .body(#"{"id":"\#(call.name)"}"#) }
        var request = ClientRequest.get()
        request.leftOut = leftOut
        let response = try composing.response(request)
        #expect(response.status == 200)
        #expect(response.calls.map(\.outcome) == outcomes)
        #expect(response.text.contains(leftOut == nil ? #""likes":{"id":"likes"}"# : #""likes":[]"#))
        let made = outcomes.filter { $0 == .ok }.count
        #expect(composing.transport.calls.count == made)
    }
}
