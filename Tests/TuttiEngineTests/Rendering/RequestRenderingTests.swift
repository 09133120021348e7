import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation

struct RequestRenderingTests {
    private static let endpoint = """
        endpoint: GET /x/{id}
        calls:
          user:
            service: users
            get: /users/{path.id}/profile?v={query.v || '1'}
            query: { tag: query_all.tag, sort: query.sort, plain: "'a b'" }
            headers: { x-id: "id={query.h || 'none'}", x-fixed: always }
        """

    private static func target(id: String = "7", query: String = "") throws -> String? {
        let composing = try Composing(endpoint) { _ in .body("1") }
        _ = try composing.response(.get(id, query: query))
        return composing.transport.calls.first?.target
    }

    @Test(arguments: [
        ("7", "7"), ("a b", "a%20b"), ("a/b", "a%2Fb"), ("a?b", "a%3Fb"), ("a#b", "a%23b"), ("%2ea", "%252ea"),
        ("ä", "%C3%A4"), ("a&b=c+d", "a%26b%3Dc%2Bd"), ("...", "..."), (".a", ".a"), ("a..b", "a..b"),
        ("\r\nHost: evil", "%0D%0AHost%3A%20evil"), ("\0", "%00"), ("\\", "%5C"),
        ("//evil.example", "%2F%2Fevil.example"),
    ])
    func aPathPlaceholderStaysInItsSegment(value: String, encoded: String) throws {
        #expect(try Self.target(id: value) == "/users/\(encoded)/profile?v=1&plain=a%20b")
    }

    // The last four went through: a service behind a proxy that decodes, or a Tomcat, took them for steps up.
    @Test(arguments: [
        "", ".", "..", "../admin", "a/../../b", "a\\..\\b", "./x", "x/..", "%2e%2e", "%252E.", "x%2f..", "..;/admin",
    ])
    func aPathPlaceholderThatWouldNameAnotherPathIsRefused(value: String) throws {
        let composing = try Composing(Self.endpoint) { _ in .body("1") }
        let response = try composing.response(.get(value))
        #expect(composing.transport.calls.isEmpty)
        #expect(response.calls[0].outcome == .failed(.expression))
        #expect(response.status == 400)
        #expect(response.text.contains("could not be made from this request: {path.id} "))
    }

    /// Each placeholder is harmless by itself; together they went through.
    @Test(arguments: [("%2", "e."), ("%2", "e%2e"), ("%", "2e"), ("%25", "2e%252e")])
    func pathPlaceholdersThatNameAnotherPathTogetherAreRefused(first: String, second: String) throws {
        let endpoint = """
            endpoint: GET /x/{a}
            calls:
              user: { service: users, get: "/u/{path.a}{query.b}/z", required: true }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        let response = try composing.response(.get(first, query: "b=" + second.replacing("%", with: "%25")))
        #expect(composing.transport.calls.isEmpty)
        #expect(response.status == 400)
    }

    @Test(arguments: [
        ("v=2", "v=2&plain=a%20b"), ("tag=a&tag=b%26c", "v=1&tag=a&tag=b%26c&plain=a%20b"),
        ("sort=x%26admin%3D1", "v=1&sort=x%26admin%3D1&plain=a%20b"), ("sort=", "v=1&sort=&plain=a%20b"),
        ("v=%23%3F%26", "v=%23%3F%26&plain=a%20b"), ("v=a+b", "v=a%20b&plain=a%20b"), ("v=%zz", "v=%25zz&plain=a%20b"),
    ])
    func aQueryValueStaysInItsParameter(query: String, expected: String) throws {
        #expect(try Self.target(query: query) == "/users/7/profile?" + expected)
    }

    @Test func fieldsAreRenderedAndConstantOnesPrepared() throws {
        let composing = try Composing(Self.endpoint, service: "propagate: false") { _ in .body("1") }
        _ = try composing.response(.get("7", query: "h=9"))
        #expect(composing.transport.calls[0].headers == ["x-fixed: always", "x-id: id=9"])
    }

    @Test(arguments: ["a%0D%0Ax-evil: 1", "a%0Ab", "a%00b", "%01", "a%7F"])
    func aFieldPlaceholderWithAControlCharacterIsRefused(value: String) throws {
        let composing = try Composing(Self.endpoint) { _ in .body("1") }
        let response = try composing.response(.get("7", query: "h=" + value))
        #expect(composing.transport.calls.isEmpty)
        #expect(response.calls[0].outcome == .failed(.expression))
    }

    /// What the client didn't send can't be blamed on it: here the user has no account.
    @Test func aPlaceholderThatReadsACallIsNotTheClientsMistake() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u }
              payments: { service: payments, get: "/p/{user.account}", required: true }
            """
        let response = try Composing(endpoint) { _ in .body("{}") }.response(.get())
        #expect(response.status == 502)
        #expect(response.calls[1].outcome == .failed(.expression))
        #expect(response.calls[1].message == "{user.account} is null, where text is needed")
    }

    @Test func onlyNamedClientFieldsAreForwarded() throws {
        let composing = try Composing(
            Self.endpoint, service: "forward-headers: [accept-language, x-request-id], propagate: false"
        ) { _ in .body("1") }
        let headers = Fields(pairs: [
            ("Accept-Language", "de"), ("Authorization", "secret"), ("X-Request-Id", "theirs"),
        ])
        _ = try composing.response(.get("7", headers: headers))
        #expect(
            composing.transport.calls[0].headers == [
                "x-fixed: always", "x-id: id=none", "accept-language: de", "x-request-id: r1",
            ])
    }

    @Test func nowIsWhenTheRequestCame() throws {
        let endpoint = """
            endpoint: GET /c
            calls:
              user: { service: users, get: /u, query: { since: "now() - `60`" } }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        _ = try composing.response(ClientRequest(id: "r", method: .get, secondsSince1970: 1_000_060))
        #expect(composing.transport.calls[0].target == "/u?since=1000000")
    }

    /// Composed and decomposed é are two names; `=` and `;` end a name whatever combining mark follows.
    @Test func namesAreComparedByteByByte() throws {
        let endpoint = """
            endpoint: GET /c
            calls:
              user: { service: users, get: /u, query: { q: 'query."\u{E9}"', c: cookies.c } }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        let headers = Fields(pairs: [("cookie", "session=evil;\u{321}c=no; c=\u{338}x; c=2")])
        _ = try composing.response(.get(query: "e%CC%81=x&%C3%A9=composed", headers: headers))
        #expect(composing.transport.calls[0].target == "/u?q=composed&c=%CC%B8x")
    }

    @Test func anEmptyCookieJarAndOddHeadersAreNoTrouble() throws {
        let endpoint = """
            endpoint: GET /c
            calls:
              user: { service: users, get: /u, query: { c: cookies.sid, h: headers."x-a" } }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        let headers = Fields(pairs: [("Cookie", "; =;sid; sid=a=b; sid=c;;"), ("X-A", "1"), ("x-a", "2")])
        _ = try composing.response(.get(headers: headers))
        #expect(composing.transport.calls[0].target == "/u?c=a%3Db&h=1%2C%202")
    }
}
