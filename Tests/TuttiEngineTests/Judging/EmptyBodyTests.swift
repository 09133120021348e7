import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

/// What nothing means: in the response of a service, and in what is sent to one.
struct EmptyBodyTests {
    private static func response(_ method: String, status: Int, keys: String = "") throws -> ComposedResponse {
        let endpoint = """
            endpoint: POST /x
            calls:
              order: { service: users, \(method): /orders\(keys) }
            response: { done: "order == null" }
            """
        return try Composing(endpoint) { _ in .body("", status: status) }.response(.post(""))
    }

    @Test(arguments: ["post", "put", "patch", "delete"], [200, 201, 202, 203, 204, 205, 206, 299])
    func ofASuccessfulChangeIsNull(method: String, status: Int) throws {
        let response = try Self.response(method, status: status)
        #expect(response.status == 200)
        #expect(response.text == #"{"done":true}"#)
        #expect(response.calls[0].outcome == .ok)
    }

    @Test(arguments: [200, 203, 206])
    func ofAGetIsNoJSON(status: Int) throws {
        let response = try Self.response("get", status: status)
        #expect(response.status == 502)
        #expect(response.calls[0].outcome == .failed(.invalidJSON))
    }

    /// Nothing is done by a 404 that the file takes for a response: what it answers must be JSON.
    @Test func ofAnAcceptedFailureIsNoJSON() throws {
        let response = try Self.response("post", status: 404, keys: ", accept: [2xx, 404]")
        #expect(response.calls[0].outcome == .failed(.invalidJSON))
    }

    @Test func bytesThatAreNoJSONStayAFailure() throws {
        let endpoint = "endpoint: POST /x\ncalls: { order: { service: users, post: /orders } }"
        let response = try Composing(endpoint) { _ in .body(" ") }.response(.post(""))
        #expect(response.calls[0].outcome == .failed(.invalidJSON))
    }

    // MARK: - What is sent

    private static func sent(
        _ method: String, body: String, of request: ClientRequest, keys: String = "", service: String = ""
    ) throws -> ScriptedCall {
        let endpoint = """
            endpoint: POST /x
            calls:
              order: { service: users, \(method): /orders, body: \(body)\(keys) }
            """
        let composing = try Composing(
            endpoint, service: "propagate: false" + (service.isEmpty ? "" : ", " + service)
        ) { _ in .body("1") }
        _ = try composing.response(request)
        return try #require(composing.transport.calls.first)
    }

    /// `delete` has sent the four bytes `null`.
    @Test(arguments: ["body", "body.v", "null", "query.x"])
    func ofNullIsNotSent(body: String) throws {
        let call = try Self.sent("delete", body: body, of: .post(body == "body.v" ? #"{"v":null}"# : ""))
        #expect(call.body == nil)
        #expect(call.headers == [])
    }

    /// These say that there is nothing (RFC 9110, 8.6).
    @Test(arguments: ["post", "put", "patch"])
    func ofNullIsALengthOfZero(method: String) throws {
        let call = try Self.sent(method, body: "body", of: .post(""))
        #expect(call.body == "")
        #expect(call.headers == [])
    }

    @Test func ofNullHasNoContentTypeOfTheFileEither() throws {
        for keys in [#", headers: { content-type: text/x }"#, #", headers: { content-type: "text/{query.t || 'x'}" }"#]
        {
            #expect(try Self.sent("post", body: "body", of: .post(""), keys: keys).headers == [])
            #expect(try Self.sent("post", body: "body", of: .post("1"), keys: keys).headers == ["content-type: text/x"])
        }
    }

    @Test(arguments: ["0", "false", "''", "[]", "{}"])
    func otherThanNullIsSent(json: String) throws {
        let json = json == "''" ? "\"\"" : json
        let call = try Self.sent("delete", body: "body", of: .post(json))
        #expect(call.body == json)
        #expect(call.headers == ["content-type: application/json"])
    }

    /// Both were sent.
    @Test func theContentTypeOfTheServiceReplacesTheUsualOne() throws {
        let call = try Self.sent(
            "post", body: "body", of: .post("1"), service: "headers: { content-type: application/merge-patch+json }")
        #expect(call.headers == ["content-type: application/merge-patch+json"])
    }
}
