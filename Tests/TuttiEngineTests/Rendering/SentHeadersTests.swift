import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

/// Which headers a service gets, of the files' and of the client's.
struct SentHeadersTests {
    private static func sent(
        service: String = "", call: String = "", client: [(String, String)] = [], query: String = ""
    ) throws -> [String] {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u\(call.isEmpty ? "" : ", " + call) }
            """
        let composing = try Composing(endpoint, service: service) { _ in .body("1") }
        _ = try composing.response(.get(query: query, headers: Fields(pairs: client)))
        // The request's id goes to every service; PropagationTests are about that.
        return try #require(composing.transport.calls.first).headers.filter { $0 != "x-request-id: r1" }
    }

    /// Both were sent, and most services take the first or the last, as it comes.
    @Test(arguments: [
        "headers: { x-gw: tutti }, forward-headers: [x-gw]", "headers: { X-GW: tutti }, forward-headers: [x-gw]",
    ])
    func theFileGoesBeforeTheClient(service: String) throws {
        let headers = try Self.sent(service: service, client: [("X-Gw", "evil"), ("x-gw", "worse")])
        #expect(headers == ["x-gw: tutti"])
    }

    @Test func theCallGoesBeforeServiceAndClient() throws {
        let service = "headers: { x-gw: tutti, x-a: '1' }, forward-headers: [x-gw, x-b]"
        let client = [("x-gw", "evil"), ("x-a", "evil"), ("x-b", "theirs")]
        #expect(
            try Self.sent(service: service, call: "headers: { x-gw: call }", client: client)
                == ["x-a: 1", "x-gw: call", "x-b: theirs"])
        #expect(
            try Self.sent(service: service, call: "headers: { x-b: '{query.b}' }", client: client, query: "b=2")
                == ["x-gw: tutti", "x-a: 1", "x-b: 2"])
    }

    @Test(arguments: [("b=2", ["x-b: <2>"]), ("", []), ("b=", ["x-b: <>"])])
    func aFieldWithAPlaceholderThatIsNullIsNotSent(query: String, expected: [String]) throws {
        let call = "headers: { x-b: '<{query.b}>' }, forward-headers: [x-b]"
        #expect(try Self.sent(call: call, client: [("x-b", "evil")], query: query) == expected)
    }

    @Test func aPlaceholderThatIsAnObjectStillFailsTheCall() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u, headers: { x-b: "{query}" } }
            """
        let response = try Composing(endpoint) { _ in .body("1") }.response(.get())
        #expect(response.calls[0].outcome == .failed(.expression))
    }

    @Test func aCallHasAListOfItsOwn() throws {
        let service = "forward-headers: [x-a, x-b]"
        let client = [("x-a", "1"), ("x-b", "2"), ("x-c", "3")]
        #expect(try Self.sent(service: service, client: client) == ["x-a: 1", "x-b: 2"])
        #expect(try Self.sent(service: service, call: "forward-headers: [x-c]", client: client) == ["x-c: 3"])
        #expect(try Self.sent(service: service, call: "forward-headers: []", client: client) == [])
    }

    /// Those are for the gateway (RFC 9110, 7.6.1), and the request id is its own.
    @Test(arguments: ["x-a", "close, X-A", "X-a ,\tx-request-id", "keep-alive,x-a,,"])
    func whatTheClientsConnectionNamesIsNotPassedOn(connection: String) throws {
        let client = [("x-a", "1"), ("x-b", "2"), ("Connection", connection), ("cookie", "c=1")]
        #expect(
            try Self.sent(service: "forward-headers: [x-a, x-b, x-request-id, cookie]", client: client)
                == ["x-b: 2", "cookie: c=1"])
    }

    @Test func cookieIsNotPassedOnEitherWhenConnectionNamesIt() throws {
        let client = [("connection", "cookie"), ("connection", "close"), ("cookie", "c=1")]
        #expect(try Self.sent(service: "forward-headers: [cookie]", client: client) == [])
        #expect(
            try Self.sent(service: "forward-headers: [cookie]", call: "cookies: { a: \"'1'\" }", client: client)
                == ["cookie: a=1"])
    }

    // MARK: - Cookies

    @Test(arguments: [
        ("", "a=1; b=2"), ("c=3", "c=3; a=1; b=2"), ("a=evil", "a=1; b=2"),
        ("c=3; a=evil;c = 2; ab=x", "c=3; c = 2; ab=x; a=1; b=2"),
        ("n=evil; c=3", "c=3; a=1; b=2"), ("A=3", "A=3; a=1; b=2"), (";; ;c=3;", "c=3; a=1; b=2"),
        ("c=3;\u{321}a=x", "c=3; a=1; b=2"), ("a =evil; c=3", "c=3; a=1; b=2"), ("c=3;\ta=evil", "c=3; a=1; b=2"),
        ("c=3 \t; \ta\t =evil\t", "c=3; a=1; b=2"), ("a; c", "c; a=1; b=2"), ("a\t", "a=1; b=2"),
        ("c=3, a=evil", "a=1; b=2"), ("c=3 a=evil", "a=1; b=2"), ("c=3\ta = evil", "a=1; b=2"),
        ("c=x y, z=a", "c=x y, z=a; a=1; b=2"), ("c=?a=2", "c=?a=2; a=1; b=2"), ("c=a", "c=a; a=1; b=2"),
        ("=evil; (c)=3; c d=3; \"c\"=3; c,d=3", "a=1; b=2"), ("\u{A0}a=evil", "a=1; b=2"),
    ])
    func cookiesOfTheCallAndTheClientAreOneField(client: String, expected: String) throws {
        let headers = try Self.sent(
            service: "forward-headers: [cookie]",
            call: "cookies: { a: \"'1'\", b: \"'2'\", n: \"null\" }"
                .replacing("\"null\"", with: "query.none"),
            client: client.isEmpty ? [] : [("Cookie", client)])
        #expect(headers == ["cookie: \(expected)"])
    }

    @Test func severalCookieFieldsOfTheClientAreOne() throws {
        let client = [("cookie", "a=1"), ("Cookie", "b=2; c=3")]
        #expect(try Self.sent(service: "forward-headers: [cookie]", client: client) == ["cookie: a=1; b=2; c=3"])
    }

    @Test func aCookieOfTheServiceIsInTheSameField() throws {
        #expect(
            try Self.sent(
                service: "headers: { cookie: 'gw=1; a=0' }, forward-headers: [cookie]", call: "cookies: { a: \"'1'\" }",
                client: [("cookie", "gw=evil; d=4")]) == ["cookie: gw=1; a=1"])
    }

    @Test(arguments: [
        (#""abc""#, #"a="abc""#), (#""""#, #"a="""#), ("abc", "a=abc"), ("a=b", "a=a=b"),
    ])
    func aQuotedValueIsLegal(value: String, expected: String) throws {
        #expect(
            try Self.sent(call: "cookies: { a: cookies.s }", client: [("Cookie", "s=\(value)")]) == [
                "cookie: \(expected)"
            ])
    }

    @Test(arguments: [#"""#, #"a"b"#, #""a"#, #"a""#, #""a b""#, #""a,b""#, #""a"b""#, #""a\b""#])
    func aValueThatCouldBeTwoIsNot(value: String) throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u, cookies: { a: query.c } }
            """
        let encoded = value.utf8.map { "%" + String($0, radix: 16) }.joined()
        let composing = try Composing(endpoint) { _ in .body("1") }
        let response = try composing.response(.get(query: "c=\(encoded)"))
        #expect(response.calls[0].outcome == .failed(.expression))
        #expect(composing.transport.calls.isEmpty)
    }

    // MARK: - What comes back

    @Test func setCookieIsAList() throws {
        let endpoint = """
            endpoint: GET /x
            calls: { user: { service: users, get: /u } }
            response: { c: meta.user.headers."set-cookie", v: meta.user.headers.vary }
            """
        func response(_ pairs: [(HTTPField.Name, String)]) throws -> String {
            let headers = pairs.map { HTTPField(name: $0.0, value: $0.1) }
            return try Composing(endpoint) { _ in
                .result(.response(UpstreamResponse(status: 200, headers: headers, body: [0x31])))
            }.response(.get()).text
        }
        let expires = "a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(
            try response([(.setCookie, expires), (.vary, "x"), (.setCookie, "b=2"), (.vary, "y")])
                == #"{"c":["\#(expires)","b=2"],"v":"x, y"}"#)
        #expect(try response([(.setCookie, "b=2")]) == #"{"c":["b=2"],"v":null}"#)
        #expect(try response([]) == #"{"c":null,"v":null}"#)
    }
}
