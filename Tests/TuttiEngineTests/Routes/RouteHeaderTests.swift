import HTTPTypes
import Testing
import TuttiUpstream

@testable import TuttiEngine

/// The headers that a service gets, and those that a client gets.
struct RouteHeaderTests {
    private static let ids = [
        ("X-Request-Id", "theirs"), ("traceparent", "00-1-2-01"), ("tracestate", "a=1"), ("accept", "*/*"),
    ]

    @Test(
        arguments: [
            ("", "", ["accept: */*", "x-request-id: r1", "traceparent: 00-1-2-01", "tracestate: a=1"]),
            ("", "propagate: false", ["accept: */*"]),
            ("", "propagate: [request-id]", ["accept: */*", "x-request-id: r1"]),
            (
                "", "propagate: [request-id], forward-headers: [traceparent]",
                ["traceparent: 00-1-2-01", "accept: */*", "x-request-id: r1"]
            ),
            ("", "headers: { accept: a/b }, propagate: false", ["accept: a/b"]),
            ("headers: { accept: c/d }", "headers: { accept: a/b }, propagate: false", ["accept: c/d"]),
            ("headers: { accept: null }", "headers: { accept: a/b }, propagate: false", []),
            (
                "headers: { x-region: \"{env.REGION}\", accept: \"{headers.none}\" }", "propagate: false",
                ["x-region: eu"]
            ),
            ("headers: { x-request-id: mine }", "propagate: [request-id]", ["accept: */*", "x-request-id: mine"]),
        ] as [(String, String, [String])])
    func areTheClientsButForThoseThatTheFilesName(route: String, service: String, sent: [String]) throws {
        let route = try RouteUnderTest("route: /**\nto: orders\n\(route)\n", service: service)
        let request = route.forwarded("/", [""], headers: Self.ids)
        #expect(try request?.sent(headers: Self.ids)?.headers.map(\.line) == sent)
    }

    /// Programs that see headers as variables can't tell `X_User` from `X-User`.
    @Test func aHeaderThatLooksLikeOneOfTheRouteIsDropped() throws {
        let route = try RouteUnderTest(
            "route: /**\nto: orders\nheaders: { x-user: \"{cookies.user}\" }\n", service: "propagate: false")
        let headers = [("X_User", "root"), ("X-USER", "root"), ("x_other", "1"), ("cookie", "user=7")]
        let request = route.forwarded("/", [""], headers: headers)
        #expect(
            try request?.sent(headers: headers)?.headers.map(\.line) == ["x_other: 1", "cookie: user=7", "x-user: 7"])
    }

    @Test func aControlCharacterReachesNoHeader() throws {
        let route = try RouteUnderTest("route: /**\nto: orders\nheaders: { x-a: \"{query.a}\" }\n")
        #expect(route.response("/", [""], query: "a=b%0D%0Ac")?.status == 400)
        #expect(route.forwarded("/", [""], query: "a=b%09c") != nil)
    }

    @Test func hostIsTheOneOfTheService() throws {
        let headers = [("host", "client.example")]
        let plain = try RouteUnderTest("route: /**\nto: orders\n").forwarded("/", [""], headers: headers)
        #expect(try plain?.sent(headers: headers)?.authority.isEmpty == true)
        let named = try RouteUnderTest("route: /**\nto: orders\n", service: "host: shop.example:8080")
        #expect(
            try named.forwarded("/", [""], headers: headers)?.sent(headers: headers)?.authority == "shop.example:8080")
    }

    @Test(arguments: [
        ("{ x-frame-options: DENY, server: null }", ["etag: 1", "x-frame-options: DENY"]),
        ("{ x-id: \"{path.rest}\", server: \"{headers.none}\" }", ["etag: 1", "x-id: a"]),
        ("{ set-cookie: null }", ["server: s", "etag: 1"]),
    ])
    func ofTheResponseAreChangedAsTheRouteSays(changes: String, headers: [String]) throws {
        let route = try RouteUnderTest("route: /api/**\nto: orders\nresponse-headers: \(changes)\n")
        var sent = [("Server", "s"), ("ETag", "1")].compactMap { HTTPField($0, $1) }
        try #require(route.forwarded("/api/a", ["a"])).responseHeaders.apply(to: &sent)
        #expect(sent.map(\.line) == headers)
    }
}
