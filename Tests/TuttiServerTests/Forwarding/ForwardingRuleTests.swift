import Foundation
import ScriptedServices
import Testing

@testable import TuttiServer

/// What nobody gets past by the form of a request or a response.
@Suite(.timeLimit(.minutes(10))) struct ForwardingRuleTests {
    @Test(arguments: [("/t/internal/a", "inner"), ("/t/internal/b", "outer"), ("/t/other/a", "outer")])
    func aConditionReadsThePath(path: String, body: String) async throws {
        let routes = """
            route: /t/{tenant}/**
            when: path.tenant == 'internal' && path.rest == 'a'
            respond: { text: inner }
            ---
            route: /t/**
            respond: { text: outer }
            """
        try await RoutedGateway.serving(routes, ["orders": [1]]) { gateway in
            let client = try gateway.client()
            await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().body == body)
        }
    }

    /// A service that skips empty segments, or what follows `;`, takes these paths for ones of another route.
    @Test func aPathThatAServiceMayTakeForOneOfAnotherRouteIsRefused() async throws {
        let routes = """
            route: /api/admin/**
            respond: { status: 403 }
            ---
            route: /api/**
            respond: { text: ok }
            ---
            route: /**
            respond: { text: ok }
            """
        try await RoutedGateway.serving(routes, ["orders": [1]]) { gateway in
            let client = try gateway.client()
            for (path, status) in [
                ("/api/x", 200), ("/api//x", 200), ("/api/x//", 200), ("/x//y;z", 200), ("//", 200), ("/;a", 200),
                ("/api/admin", 403), ("/api/admin//x", 403), ("/api/admin/;x", 403), ("/api/adminx;a/y", 200),
                ("/api//admin", 400), ("/api//admin/x", 400), ("//api/x", 400), ("/api/admin;a=b/x", 400),
                ("/api;/admin", 400), ("/api/;a/admin", 400), ("/api/admin%3Ba/x", 400),
            ] {
                await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == status, "\(path)")
            }
        }
    }

    @Test func trailersDoNotSayWhatTheGatewaySays() async throws {
        try await RoutedGateway.forwarding(
            "headers: { x-user: \"7\", x-debug: null }\n",
            to: { connection in
                connection.readHead()
                _ = connection.read(until: "\r\n0\r\n")
                _ = connection.read(until: "\r\n\r\n")
                connection.respond()
                connection.waitForClose()
            }
        ) { gateway, service in
            let names = [
                "X-User", "X_User", "x-debug", "X-Forwarded-For", "X_Forwarded_For", "X-Real-IP", "Forwarded",
                "X-Request-Id", "traceparent", "Authorization", "Cookie", "Host", "Proxy", "Via", "Connection",
            ]
            let client = try gateway.client()
            await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
                    + names.map { "\($0): evil\r\n" }.joined() + "X-Sum: 1\r\n\r\n")
            #expect(try await client.response().body == "ok")
            #expect(service.received.hasSuffix("\r\n0\r\nX-Sum: 1\r\n\r\n"))
            #expect(!service.received.contains("evil"))
        }
    }

    @Test func trailersAndInterimResponsesAreNotWhatTheRouteReplaces() async throws {
        try await RoutedGateway.forwarding(
            "response-headers: { x-gone: null, x-set: route }\n",
            to: { connection in
                connection.readHead()
                connection.write("HTTP/1.1 103 Early Hints\r\nX-Gone: 1\r\nX-Set: evil\r\nLink: </a>\r\n\r\n")
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
                connection.write("0\r\nX-Gone: 1\r\nX-Set: evil\r\nSet-Cookie: evil\r\nX-Sum: 1\r\n\r\n")
                connection.waitForClose()
            }
        ) { gateway, _ in
            let received = try await gateway.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 103 \r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"))
            #expect(received.contains("\r\nx-set: route\r\n"))
            #expect(received.hasSuffix("\r\n0\r\nX-Sum: 1\r\n\r\n"))
        }
    }

    /// It has sent no body, and may never do so.
    @Test(arguments: ["POST /fixed", "POST /gone", "OPTIONS /fixed", "POST /fixed/%zz", "POST /fixed/../x"])
    func whoWaitsForContinueIsAnsweredAtOnce(request: String) async throws {
        let routes = """
            route: POST /fixed
            respond: { text: ok }
            ---
            route: /gone
            redirect: { to: /fixed }
            """
        try await RoutedGateway.serving(routes, ["orders": [1]]) { gateway in
            let received = try await gateway.exchange(
                "\(request) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(received.contains("\r\nConnection: close\r\n"))
            #expect(!received.contains(" 100 ") && !received.contains(" 408 "))
        }
    }

    @Test func aBodyOfMoreBytesThanCanBeCountedIsRefused() async throws {
        try await RoutedGateway.forwarding("max-request-body: unlimited\n", to: { $0.serve() }) { gateway, service in
            for length in ["9223372036854775807", "9223372036854775808"] {
                let received = try await gateway.exchange(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
                #expect(received.hasPrefix("HTTP/1.1 413 "))
            }
            #expect(service.connections == 0)
        }
    }

    @Test(arguments: [(10, 200), (11, 508)])
    func aRequestThatGoesInACircleIsRefused(times: Int, status: Int) async throws {
        try await RoutedGateway.forwarding(to: { $0.serve() }) { gateway, _ in
            let client = try gateway.client()
            let via = Array(repeating: "1.1 tutti", count: times - 1).joined(separator: ", ")
            await client.send("GET / HTTP/1.1\r\nHost: a\r\nVia: \(via)\r\nVia: 1.1 edge, 2 tutti\r\n\r\n")
            #expect(try await client.response().status == status)
        }
    }

    @Test func aResponseThatWantsAnotherProtocolNamesIt() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(
                "HTTP/1.1 426 Upgrade Required\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n"
            )
            connection.waitForClose()
        }) { gateway, _ in
            let client = try gateway.client()
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response()
            #expect(response["Upgrade"] == "websocket" && response["Connection"] == "Upgrade")
        }
    }
}
