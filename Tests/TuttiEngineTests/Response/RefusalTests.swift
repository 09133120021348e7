import HTTPTypes
import Testing
import TuttiEngine
import TuttiSimulation
import TuttiUpstream

/// `refusals` of a call: what a service says when it refuses reaches the client.
struct RefusalTests {
    private static func composing(
        _ refusals: String, head: String = "", status: Int = 402, type: String? = "application/json",
        body: String = #"{"code":"card_declined","text":"No."}"#, bytes: [UInt8]? = nil
    ) throws -> Composing {
        try Composing(
            """
            endpoint: POST /pay
            \(head)
            calls:
              pay: { service: payments, post: /payments, required: true, refusals: \(refusals) }
              user: { service: users, get: /u }
            """
        ) { call in
            guard call.host == "payments" else { return .body("1") }
            let headers = type.map { [HTTPField(name: .contentType, value: $0)] } ?? []
            return .result(
                .response(UpstreamResponse(status: status, headers: headers, body: bytes ?? Array(body.utf8))))
        }
    }

    @Test(arguments: [("402", 402), ("[402, 409]", 409), ("4xx", 418), ("400-403", 400), ("{ on: 4xx }", 499)])
    func theServicesWordsTakeThePlaceOfTheProblem(refusals: String, status: Int) throws {
        let response = try Self.composing(refusals, status: status).response(.post("{}"))
        #expect(response.status == status)
        #expect(response.text == #"{"code":"card_declined","text":"No."}"#)
        #expect(response.header("content-type") == "application/json")
        #expect(response.header("cache-control") == "no-store")
        #expect(response.compositionStatus.hasPrefix("pay;outcome=failed;reason=status"))
    }

    @Test(arguments: [("402", 409, 409), ("4xx", 500, 502), ("[400]", 418, 502)])
    func otherStatusesAreProblemsAsBefore(refusals: String, status: Int, given: Int) throws {
        let response = try Self.composing(refusals, status: status).response(.post("{}"))
        #expect(response.status == given)
        #expect(response.header("content-type") == "application/problem+json")
    }

    @Test(arguments: [
        ("application/problem+json", "application/problem+json"),
        ("Application/Vnd.Shop.V1+JSON; charset=utf-8", "application/vnd.shop.v1+json"),
        (nil, "application/json"),
    ])
    func theTypeOfJSONIsPassedOnWithoutItsParameters(type: String?, given: String) throws {
        let response = try Self.composing("4xx", type: type).response(.post("{}"))
        #expect(response.header("content-type") == given)
    }

    @Test func plainTextIsPassedOnInUTF8() throws {
        let response = try Self.composing("4xx", type: "text/plain; charset=iso-8859-1", bytes: [0xE9]).response(
            .post("{}"))
        #expect(response.text == "é")
        #expect(response.header("content-type") == "text/plain; charset=utf-8")
        #expect(response.header("x-content-type-options") == "nosniff")
    }

    @Test(arguments: [
        ("text/html", "<h1>No.</h1>"), ("application/json", "{"), ("application/json", ""),
        ("application/x;y+json", "{}"),
        ("image/svg+xml", "<svg/>"),
    ])
    func whatIsNeitherJSONNorTextIsAProblemWithTheServicesStatus(type: String, body: String) throws {
        let response = try Self.composing("4xx", status: 418, type: type, body: body).response(.post("{}"))
        #expect(response.status == 418)
        #expect(response.header("content-type") == "application/problem+json")
    }

    @Test func aTextThatIsNotUTF8IsAProblem() throws {
        let response = try Self.composing("4xx", status: 418, type: "text/plain", bytes: [0xFF]).response(.post("{}"))
        #expect(response.status == 418)
        #expect(response.header("content-type") == "application/problem+json")
    }

    /// Clients take these for the gateway's own, and send the request again.
    @Test(arguments: [407, 408, 421, 425, 426, 431], ["4xx", "400-499", "[402, 407-431]"])
    func whatIsAboutTheConnectionIsNoRefusal(status: Int, refusals: String) throws {
        let response = try Self.composing(refusals, status: status).response(.post("{}"))
        #expect(response.status == 502)
        #expect(response.header("content-type") == "application/problem+json")
    }

    @Test func theBodyMayBeBuiltOfIt() throws {
        let refusals = "{ on: 4xx, body: { reason: error.code, status: meta.pay.status, user: user, was: body.a } }"
        let response = try Self.composing(refusals).response(.post(#"{"a":5}"#))
        #expect(response.status == 402)
        #expect(response.text == #"{"reason":"card_declined","status":402,"user":1,"was":5}"#)
        #expect(response.header("content-type") == "application/json")
    }

    @Test(arguments: ["length(error.none)", "error.none"])
    func aBodyThatCannotBeBuiltIsAProblem(expression: String) throws {
        let response = try Self.composing("{ on: 4xx, body: \"\(expression)\" }").response(.post("{}"))
        #expect(response.status == 402)
        #expect(response.header("content-type") == "application/problem+json")
        #expect(response.responseFailures.isEmpty == (expression == "error.none"))
    }

    @Test func theEndpointMayGiveARefusalAnotherStatus() throws {
        let response = try Self.composing("4xx", head: "status: { pay: { 4xx: 409, 402: 422 } }").response(.post("{}"))
        #expect(response.status == 422)
        #expect(response.text.contains("card_declined"))
        let other = try Self.composing("4xx", head: "status: { pay: { 4xx: 409, 402: 422 } }", status: 423).response(
            .post("{}"))
        #expect(other.status == 409)
    }

    @Test func theRefusalOfACallThatARequiredOneReadsReachesTheClient() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u, refusals: 4xx }
              orders: { service: orders, get: "/o/{user.id}", required: true }
            """
        ) { _ in .body(#"{"why":"gone"}"#, status: 410) }
        let response = try composing.response()
        #expect(response.status == 410)
        #expect(response.text == #"{"why":"gone"}"#)
    }

    @Test func aFailureThatIsNoResponseIsAProblem() throws {
        let composing = try Composing(
            "endpoint: GET /x\ncalls: { user: { service: users, get: /u, required: true, refusals: 4xx } }\n"
        ) { _ in .failure(.timeout) }
        #expect(try composing.response().status == 504)
    }
}
