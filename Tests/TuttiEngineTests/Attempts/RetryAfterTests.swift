import HTTPTypes
import Testing
import TuttiEngine
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// `Retry-After` of a service (RFC 9110, 10.2.3): waited for, and passed on.
struct RetryAfterTests {
    private static func response(_ status: Int, _ retryAfter: String?) -> ScriptedResponse {
        let name = HTTPField.Name("retry-after")
        let headers = retryAfter.flatMap { value in name.map { HTTPField(name: $0, value: value) } }.map { [$0] } ?? []
        return .result(.response(UpstreamResponse(status: status, headers: headers, body: [])))
    }

    private static func composed(_ status: Int, _ retryAfter: String?, keys: String = "") throws -> ComposedResponse {
        let endpoint = """
            endpoint: GET /x
            \(keys)
            calls:
              user: { service: users, get: /u, required: true }
            """
        return try Composing(endpoint) { _ in response(status, retryAfter) }.response(.get())
    }

    @Test(arguments: [
        ("120", "120"), ("0", "0"), ("Sat, 06 Nov 2094 08:49:37 GMT", "Sat, 06 Nov 2094 08:49:37 GMT"),
        ("Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ])
    func isPassedOnWithTheStatus(value: String, passedOn: String) throws {
        for status in [503, 429] {
            let response = try Self.composed(status, value)
            #expect(response.status == status)
            #expect(response.header("retry-after") == passedOn)
        }
    }

    @Test(arguments: [nil, "soon", "-1", "1.5", "1234567890", "Sun, 31 Nov 1994 08:49:37 GMT", ""])
    func whatSaysNothingIsNotPassedOn(value: String?) throws {
        let unavailable = try Self.composed(503, value)
        #expect(unavailable.status == 502)
        #expect(unavailable.header("retry-after") == nil)
        let limited = try Self.composed(429, value)
        #expect(limited.status == 429)
        #expect(limited.header("retry-after") == nil)
    }

    @Test(arguments: [500, 502, 504]) func otherFailuresOfTheServiceStay502(status: Int) throws {
        let response = try Self.composed(status, "5")
        #expect(response.status == 502)
        #expect(response.header("retry-after") == nil)
    }

    @Test func whatTheFileSaysOfTheStatusGoesFirst() throws {
        let response = try Self.composed(503, "5", keys: "status: { user: { 503: 500 } }")
        #expect(response.status == 500)
        #expect(response.header("retry-after") == nil)
    }

    @Test func anOptionalCallIsNoReasonForIt() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u, otherwise: 1 }
            """
        let response = try Composing(endpoint) { _ in Self.response(503, "5") }.response(.get())
        #expect(response.status == 200)
        #expect(response.header("retry-after") == nil)
    }

    /// A date of RFC 850 was tried again at once.
    @Test(arguments: ["Thu, 01 Jan 1970 00:00:40 GMT", "Thursday, 01-Jan-70 00:00:40 GMT", "Thu Jan  1 00:00:40 1970"])
    func aRetryWaitsForADateInEachForm(value: String) throws {
        let endpoint = """
            endpoint: GET /x
            deadline: 20s
            calls:
              user: { service: users, get: /u, timeout: 20s, retry: { attempts: 2, on: [503], backoff: 1ms } }
            """
        let composing = try Composing(endpoint) { call in
            call.startedAt == .zero ? Self.response(503, value) : .body("1")
        }
        let response = try composing.response(ClientRequest(id: "r", method: .get, secondsSince1970: 30))
        #expect(response.status == 200)
        let calls = composing.transport.calls
        #expect(calls.count == 2)
        #expect(calls.count == 2 && calls[1].startedAt - calls[0].startedAt >= .seconds(10))
    }
}
