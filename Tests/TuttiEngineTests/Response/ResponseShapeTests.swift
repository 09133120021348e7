import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

/// `status`, `meta` and `fields` of an endpoint, `cookies` and `meta.<call>.headers` of a call.
struct ResponseShapeTests {
    private static let three = """
        calls:
          user: { service: users, get: "/u/{path.id}", required: true }
          orders: { service: orders, get: /o }
          payments: { service: payments, get: "/p/{user.account}" }
        """

    private static func composing(_ head: String, _ tail: String = "", failing: String = "") throws -> Composing {
        try Composing("endpoint: GET /profile/{id}\n\(head)\n\(three)\n\(tail)") { call in
            if call.host == failing { return call.host == "users" ? .body("", status: 404) : .failure(.timeout) }
            switch call.host {
            case "users": return .body(#"{"name":"Ada","account":"a1","address":{"city":"London","zip":1}}"#)
            case "orders": return .body(#"[{"id":1,"total":5},{"id":2,"total":7}]"#)
            default: return .body("[]")
            }
        }
    }

    @Test func partialResponsesMayHaveAnotherStatus() throws {
        #expect(try Self.composing("status: { partial: 206 }").response().status == 200)
        #expect(try Self.composing("status: { partial: 206 }", failing: "orders").response().status == 206)
    }

    @Test(arguments: [
        ("{ 404: 410 }", 410), ("{ 500: 410 }", 404), ("{ status: 418 }", 418), ("{ timeout: 500 }", 404),
    ])
    func aFailureOfARequiredCallMayHaveAnotherStatus(mapping: String, status: Int) throws {
        let response = try Self.composing("status: { user: \(mapping) }", failing: "users").response()
        #expect(response.status == status)
        #expect(response.text.contains("\"status\":\(status)"))
    }

    @Test func theBodyMaySayWhatHappened() throws {
        let response = try Self.composing("meta: _calls", failing: "orders").response()
        #expect(
            response.text.hasSuffix(
                #""_calls":{"user":{"outcome":"ok","status":200,"ms":0,"attempts":1},"orders":{"outcome":"failed","reason":"timeout","ms":0,"attempts":1},"payments":{"outcome":"ok","status":200,"ms":0,"attempts":1}}}"#
            ))
    }

    @Test(arguments: [
        ("fields=user.name", #"{"user":{"name":"Ada"}}"#, ["users"]),
        ("fields=orders.total", #"{"orders":[{"total":5},{"total":7}]}"#, ["users", "orders"]),
        ("fields=user.address.city,user.name", #"{"user":{"name":"Ada","address":{"city":"London"}}}"#, ["users"]),
        (
            "fields=user.name,user", #"{"user":{"name":"Ada","account":"a1","address":{"city":"London","zip":1}}}"#,
            ["users"]
        ),
        ("fields=payments", #"{"payments":[]}"#, ["users", "payments"]),
        ("fields=user.nothing", #"{"user":{}}"#, ["users"]),
        (
            "fields=orders.id&fields=payments", #"{"orders":[{"id":1},{"id":2}],"payments":[]}"#,
            ["users", "orders", "payments"]
        ),
        (
            "a=b",
            #"{"user":{"name":"Ada","account":"a1","address":{"city":"London","zip":1}},"orders":[{"id":1,"total":5},{"id":2,"total":7}],"payments":[]}"#,
            ["users", "orders", "payments"]
        ),
    ])
    func clientsChooseWhatTheyGet(query: String, body: String, hosts: [String]) throws {
        let composing = try Self.composing("fields: true")
        let response = try composing.response(.get("7", query: query))
        #expect(response.text == body)
        #expect(composing.transport.calls.map(\.host) == hosts)
        #expect(response.status == 200)
    }

    @Test(arguments: [
        ("fields=usr.name", "The response has no member `usr`; did you mean `user`?"),
        ("fields=", "`fields` has an empty name; it is a list of members, like `user.name,orders.total`."),
        ("fields=user..name", "`fields` has an empty name; it is a list of members, like `user.name,orders.total`."),
        ("fields=xyzzy", "The response has no member `xyzzy`; there are `user`, `orders`, `payments`."),
        ("fields=" + String(repeating: "user,", count: 100) + "user", "`fields` names more than 100 members."),
    ])
    func aListThatCanNotBeUsedIsRefused(query: String, detail: String) throws {
        let composing = try Self.composing("fields: true")
        let response = try composing.response(.get("7", query: query))
        #expect(response.status == 400)
        #expect(response.text.contains(detail))
        #expect(composing.transport.calls.isEmpty)
    }

    @Test func withoutFieldsTheParameterIsLikeAnyOther() throws {
        let response = try Self.composing("").response(.get("7", query: "fields=usr"))
        #expect(response.status == 200)
    }

    @Test func callsThatWereNotAskedForDoNotMakeAFailureAResponse() throws {
        let endpoint = """
            endpoint: GET /x
            fields: true
            calls:
              user: { service: users, get: /u }
              orders: { service: orders, get: /o }
            """
        let composing = try Composing(endpoint) { $0.host == "users" ? .failure(.timeout) : .body("1") }
        #expect(try composing.response(.get(query: "fields=user")).status == 504)
        #expect(try composing.response(.get()).status == 200)
    }

    @Test func headersOfAResponseCanBeRead() throws {
        let endpoint = """
            endpoint: GET /x
            calls: { user: { service: users, get: /u } }
            response: { total: 'meta.user.headers."x-total"', next: meta.user.headers.link, user: user }
            """
        let composing = try Composing(endpoint) { _ in
            .result(
                .response(
                    UpstreamResponse(
                        status: 200, headers: [HTTPField(name: .init("X-Total")!, value: "12")], body: Array("1".utf8)))
            )
        }
        #expect(try composing.response(.get()).text == #"{"total":"12","next":null,"user":1}"#)
    }

    @Test(
        arguments: [
            ("a", "cookie: sid=a; theme=dark"), ("a;b", nil), ("a b", nil), ("a\r\nx: y", nil), ("é", nil),
        ] as [(String, String?)])
    func cookiesAreSentAndStayOne(value: String, line: String?) throws {
        let endpoint = """
            endpoint: GET /x/{id}
            calls: { user: { service: users, get: /u, cookies: { sid: path.id, none: query.x, theme: "'dark'" } } }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        let response = try composing.response(.get(value))
        #expect(composing.transport.calls.first?.headers.last == line)
        if line == nil { #expect(response.status == 400) }
    }

    /// What a part of the response says of a call needs the call as much as its result does.
    @Test(arguments: [
        ("total", #"{"total":"12"}"#), ("outcome", #"{"outcome":"ok"}"#), ("list", #"{"list":[1,"ok"]}"#),
    ])
    func aPartThatTellsWhatHappenedNeedsItsCall(header: String, body: String) throws {
        let endpoint = """
            endpoint: GET /x
            fields: true
            calls: { user: { service: users, get: /u } }
            response: { user: user, total: 'meta.user.headers."x-total"', outcome: meta.user.outcome, list: [1, meta.user.outcome] }
            """
        let composing = try Composing(endpoint) { _ in .total("12") }
        #expect(try composing.response(.get(query: "fields=\(header)")).text == body)
    }

    /// Swift's strings hold both to be equal; to JSON they are two names.
    @Test func aNameOfTheSameLettersIsAnother() throws {
        let composing = try Self.names { _ in .body("{\"\u{e9}\":1,\"e\u{301}\":2}") }
        #expect(try composing.response(.get(query: "fields=user.%C3%A9")).text == "{\"user\":{\"\u{e9}\":1}}")
        #expect(try composing.response(.get(query: "fields=user.e%CC%81")).text == "{\"user\":{\"e\u{301}\":2}}")
    }

    @Test func aMarkOnACommaLeavesItAComma() throws {
        let composing = try Self.names { _ in .body("{}") }
        #expect(try composing.response(.get(query: "fields=user,%CC%81x")).status == 400)
    }

    @Test func theMemberForMetaHasPartsToo() throws {
        let response = try Self.composing("meta: _calls\nfields: true").response(
            .get("7", query: "fields=_calls.user.outcome,user.name"))
        #expect(response.text == #"{"user":{"name":"Ada"},"_calls":{"user":{"outcome":"ok"}}}"#)
    }

    @Test func aDependencyMayHaveAStatusOfItsOwn() throws {
        let endpoint = """
            endpoint: GET /x
            status: { two: { dependency: 424 } }
            calls:
              one: { service: users, get: /u }
              two: { service: orders, get: "/o/{one.id}", required: true }
            """
        #expect(try Composing(endpoint) { _ in .body("", status: 500) }.response().status == 424)
        let other = endpoint.replacing("two: { dependency: 424 }", with: "one: { 500: 410 }")
        #expect(try Composing(other) { _ in .body("", status: 500) }.response().status == 410)
    }

    private static func names(_ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse) throws -> Composing {
        try Composing("endpoint: GET /x\nfields: true\ncalls: { user: { service: users, get: /u } }", script)
    }
}
