import HTTPTypes
import NIOEmbedded
import Testing
import TuttiComposition
import TuttiPlan

@testable import TuttiServer

/// Requests to routes are shown to policies, whatever becomes of them.
@Suite struct PoliciesOfRoutesTests {
    private static func plan(_ routes: String) throws -> GatewayPlan {
        let gateway = "services: { orders: { instances: [http://127.0.0.1:1] } }"
        return try #require(
            CompositionLoader(environment: [:]).load(files: [
                (name: "gateway.yaml", text: gateway), (name: "routes.yaml", text: routes),
            ]).plan)
    }

    private static let routes = """
        route: /service/**
        to: orders
        max-request-body: 1GiB
        ---
        route: /moved
        redirect: { to: /there }
        ---
        route: /said
        respond: { text: said }
        """

    private static func listener(_ policies: ScriptedPolicy...) throws -> EmbeddedListener {
        var limits = ConnectionLimits()
        limits.body = 10
        return EmbeddedListener(serving: try plan(routes), limits: limits, policies: policies)
    }

    private static let refusing = ScriptedPolicy { exchange, _ in
        let challenges = ["Basic", "Bearer"].map { HTTPField(name: .wwwAuthenticate, value: $0) }
        exchange.refuse(Refusal(401, "Unauthorized", "No.", headers: challenges))
    }

    @Test(arguments: ["/service/1", "/moved", "/said"])
    func oneThatRefusesEndsTheRequest(path: String) throws {
        let channel = try Self.listener(
            Self.refusing, ScriptedPolicy { _, _ in Issue.record("a refused request has gone on") }
        ).accept()
        try channel.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let output = channel.output()
        #expect(output.hasPrefix("HTTP/1.1 401 "))
        #expect(output.contains("\r\nWWW-Authenticate: Basic\r\nWWW-Authenticate: Bearer\r\n"))
        #expect(channel.isActive)
    }

    @Test(arguments: [("/moved", "HTTP/1.1 308 "), ("/said", "HTTP/1.1 200 ")])
    func oneThatLetsGoOnChangesNothing(path: String, begins: String) throws {
        let request = "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
        let asked = try Self.listener(ScriptedPolicy { exchange, next in next(exchange) }).accept()
        let free = try Self.listener().accept()
        try asked.send(request)
        try free.send(request)
        let output = asked.output()
        #expect(output.hasPrefix(begins) && output.withoutVaryingHeaders == free.output().withoutVaryingHeaders)
    }

    @Test func whoIsRefusedHasNoClaimToTheBoundOfTheRoute() throws {
        let known = try Self.listener(Self.refusing).accept()
        try known.send("POST /service/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")
        #expect(known.output().hasPrefix("HTTP/1.1 401 ") && !known.isActive)

        let chunked = try Self.listener(Self.refusing).accept()
        try chunked.send("POST /service/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n")
        #expect(chunked.output().isEmpty)
        try chunked.send("hello world")
        #expect(chunked.output().hasPrefix("HTTP/1.1 401 ") && !chunked.isActive)

        let short = try Self.listener(Self.refusing).accept()
        try short.send("POST /service/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhelloworld")
        #expect(short.output().hasPrefix("HTTP/1.1 401 ") && short.isActive)
    }

    @Test func aBodyThatIsForwardedHasTheBoundOfTheRoute() throws {
        let listener = try Self.listener(
            ScriptedPolicy { exchange, next in
                next(exchange)
                #expect(exchange.bodyLimit == 1 << 30)
            })
        let channel = try listener.accept()
        try channel.send("POST /service/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world")
        #expect(channel.output().isEmpty && channel.isActive)
    }
}

extension String {
    /// A response without what differs from one to the next.
    fileprivate var withoutVaryingHeaders: String {
        split(separator: "\r\n").filter { !$0.hasPrefix("X-Request-Id") && !$0.hasPrefix("Date") }.joined(
            separator: "\r\n")
    }
}
