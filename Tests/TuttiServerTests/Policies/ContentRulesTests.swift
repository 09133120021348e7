import HTTPTypes
import Testing
import TuttiContentCoding
import TuttiEngine

@testable import TuttiServer

/// What is done to the content of a response; what comes of it on the wire, ContentTests says.
@Suite struct ContentRulesTests {
    private static func response(length: Int, _ headers: [HTTPField] = []) -> ComposedResponse {
        ComposedResponse(
            status: 200, headers: [HTTPField(name: .contentType, value: "application/json")] + headers,
            body: [UInt8](repeating: 0x20, count: length), calls: [])
    }

    private static func request(_ method: HTTPRequest.Method) -> RequestHead {
        var request = RequestHead()
        request.method = method
        request.headers = RequestHeaders([HTTPField(name: .acceptEncoding, value: "br")])
        return request
    }

    /// All places are taken, and a HEAD needs none.
    @Test func aHeadMakesNoEncoder() throws {
        let budget = EncoderBudget()
        for _ in 0..<EncoderBudget.places { #expect(budget.takePlace()) }
        let rules = ContentRules(hasEntityTags: false, isCompressed: true, budget: budget)
        for length in [2_000, 200_000] {
            var response = Self.response(length: length)
            guard case .headOnly = rules.apply(to: &response, of: Self.request(.head), requestID: "1") else {
                Issue.record("the head alone is sent")
                continue
            }
            #expect(response.headers.contains(HTTPField(name: .contentEncoding, value: "br")))
        }
        var response = Self.response(length: 200_000)
        guard case .whole = rules.apply(to: &response, of: Self.request(.get), requestID: "1") else {
            Issue.record("there is no place for an encoder")
            return
        }
        #expect(!response.headers.contains { $0.name == .contentEncoding })
    }

    @Test func whatAResponseVariesByStandsInOneLine() {
        let rules = ContentRules(hasEntityTags: false, isCompressed: true, budget: EncoderBudget())
        var response = Self.response(length: 2_000, [HTTPField(name: .vary, value: "Origin")])
        _ = rules.apply(to: &response, of: Self.request(.get), requestID: "1")
        #expect(response.headers.filter { $0.name == .vary }.map(\.value) == ["Origin, Accept-Encoding"])
    }
}
