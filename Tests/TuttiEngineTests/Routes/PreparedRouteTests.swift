import HTTPTypes
import Testing

@testable import TuttiEngine

/// Which requests a route takes, and what it answers without a service.
struct PreparedRouteTests {
    @Test(
        arguments: [
            ("headers.x == 'a'", [("X", "a")], "", true), ("headers.x == 'a'", [("x", "b")], "", false),
            ("headers.x", [], "", false), ("cookies.beta", [("cookie", "a=1; beta=1")], "", true),
            ("query.v == '2'", [], "v=2&v=3", true), ("query_all.v[1] == '3'", [], "v=2&v=3", true),
            ("path.rest == 'a b'", [], "", true), ("env.REGION == 'eu'", [], "", true),
            ("to_number(headers.x) > `3`", [("x", "4")], "", true),
            ("to_number(headers.x) > `3`", [("x", "y")], "", false),
            ("length(headers.x) > `0`", [], "", false), ("query.v == 'x'", [], "v=%FF", false),
            ("query.v == 'x'", [], "v=x&w=%FF", true),
        ] as [(String, [(String, String)], String, Bool)])
    func takesARequestWhoseWhenHolds(when: String, headers: [(String, String)], query: String, takes: Bool) throws {
        let route = try RouteUnderTest("route: /app/**\nwhen: \"\(when)\"\nto: orders\n").route
        #expect(
            route.takes(
                ClientRequest(
                    id: "r1", method: .get, pathParameters: ["a b"], query: query, headers: Fields(pairs: headers)))
                == takes)
    }

    @Test func withoutAConditionItTakesAll() throws {
        #expect(try RouteUnderTest("route: /app/**\nto: orders\n").route.takes(.get("")))
    }

    @Test(
        arguments: [
            ("{ to: /new }", "/old/x", "", 308, "/new"),
            ("{ to: \"/new/{path.rest}\", status: 302 }", "/old/a%20b//c", "", 302, "/new/a%20b//c"),
            ("{ to: \"/new/{path.rest}\" }", "/old", "a=1", 308, "/new?a=1"),
            (
                "{ to: \"/new?x={path.rest}&y=1\" }".replacing("{path.rest}", with: "{query.a}"), "/old", "a=1", 308,
                "/new?x=1&y=1"
            ),
            (
                "{ to: \"https://shop.example/{path.rest}\" }", "/old//evil.example", "", 308,
                "https://shop.example//evil.example"
            ),
            ("{ to: \"https://shop.example/{path.rest}\" }", "/old", "", 308, "https://shop.example"),
            ("{ to: \"/{path.rest}\" }", "/old/x", "", 308, "/x"),
            ("{ to: \"/{path.rest}\" }", "/old", "", 308, "/"),
            // To a host of the client's choice.
            ("{ to: \"/{path.rest}\" }", "/old//evil.example", "", 400, nil),
            ("{ to: \"/{path.rest}\" }", "/old/\\evil.example", "", 400, nil),
            ("{ to: \"/{path.rest}\" }", "/old/\tx", "", 400, nil), ("{ to: /new }", "/old", "a\r\nb", 400, nil),
            ("{ to: \"/new/{headers.none}\" }", "/old", "", 400, nil),
        ] as [(String, String, String, Int, String?)])
    func redirects(redirect: String, path: String, query: String, status: Int, location: String?) throws {
        let route = try RouteUnderTest("route: /old/**\nredirect: \(redirect)\n")
        let response = try #require(route.response(path, ["x"], query: query))
        #expect(response.status == status)
        #expect(response.header("location") == location)
    }

    @Test(
        arguments: [
            ("respond: { status: 204 }", 204, nil, ""),
            ("respond: { text: \"User-agent: *\" }", 200, "text/plain; charset=utf-8", "User-agent: *"),
            ("respond: { text: \"<p>\" }\nresponse-headers: { content-type: text/html }", 200, "text/html", "<p>"),
            ("respond: { status: 503, body: { down: true } }", 503, "application/json", "{\"down\":true}"),
            (
                "respond: { body: { id: path.id, you: headers.x } }", 200, "application/json",
                "{\"id\":\"7\",\"you\":null}"
            ),
            (
                "respond: { body: { id: to_number(path.id), n: abs(headers.x) } }", 200, "application/json",
                "{\"id\":7,\"n\":null}"
            ),
        ] as [(String, Int, String?, String)])
    func respondsFromTheFile(action: String, status: Int, contentType: String?, body: String) throws {
        let response = try #require(try RouteUnderTest("route: /x/{id}\n\(action)\n").response("/x/7", ["7"]))
        #expect(response.status == status)
        #expect(response.header("content-type") == contentType)
        #expect(response.text == body)
        #expect(response.calls.isEmpty)
    }

    @Test func whatARequestCanNotGiveIsSaidInTheLog() throws {
        let route = try RouteUnderTest("route: /x/{id}\nrespond: { body: { n: \"abs(path.id)\" } }\n")
        #expect(route.response("/x/7", ["7"])?.responseFailures.count == 1)
    }
}
