import ScriptedServices
import Testing

@testable import TuttiServer

/// What is done to the responses of routes on their way to the client: CORS and security headers; and who services are told has asked.
@Suite(.timeLimit(.minutes(10))) struct EdgeOfRoutesTests {
    private static let edge = """
        { cors: web, security-headers: true, etag: true, compression: true }
        trusted-proxies: [127.0.0.1]
        cors: { web: { origins: ["https://shop.example"], credentials: true } }
        """

    private func serving<Result>(
        _ routes: String, body: (RoutedGateway, ScriptedService) async throws -> Result
    ) async throws -> Result {
        let service = try ScriptedService { connection in
            while connection.readHead() != nil {
                connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAccess-Control-Allow-Origin: *\r\nX-Frame-Options: SAMEORIGIN\r\n"
                        + "Content-Type: application/json\r\n\r\n{}")
            }
        }
        defer { service.close() }
        return try await RoutedGateway.serving(routes, ["orders": [service.port]], defaults: Self.edge) {
            try await body($0, service)
        }
    }

    private static func headers(_ response: RawResponse) -> Set<String> {
        Set(
            response.headers.map { "\($0.name.lowercased()): \($0.value)" }
                .filter { $0.hasPrefix("access-control-") || $0.hasPrefix("x-frame") || $0.hasPrefix("referrer") })
    }

    @Test func aForwardedResponseHasTheHeadersOfItsRoute() async throws {
        try await serving("route: /a/**\nto: orders\n---\nroute: /b\ncors: none\nsecurity-headers: false\nto: orders\n")
        {
            gateway, _ in
            let client = try gateway.client()
            await client.send(
                "GET /a/1 HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\nAccept-Encoding: br\r\n\r\n")
            let response = try await client.response()
            #expect(response.status == 200 && response.body == "{}")
            #expect(
                Self.headers(response) == [
                    "access-control-allow-origin: https://shop.example", "access-control-allow-credentials: true",
                    "access-control-expose-headers: Composition-Status, X-Request-Id", "x-frame-options: SAMEORIGIN",
                    "referrer-policy: no-referrer",
                ])
            #expect(response["ETag"] == nil && response["Content-Encoding"] == nil)

            await client.send("GET /b HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n\r\n")
            let plain = try await client.response()
            #expect(Self.headers(plain) == ["access-control-allow-origin: *", "x-frame-options: SAMEORIGIN"])
        }
    }

    @Test func aPreflightIsAnsweredHereUnlessTheRouteHasNoPolicy() async throws {
        try await serving("route: /a/**\nto: orders\n---\nroute: /b\ncors: none\nto: orders\n") { gateway, service in
            let client = try gateway.client()
            let question = "Host: a\r\nOrigin: https://shop.example\r\nAccess-Control-Request-Method: PATCH\r\n\r\n"
            await client.send("OPTIONS /a/1 HTTP/1.1\r\n" + question)
            let response = try await client.response()
            #expect(response.status == 204)
            #expect(response["Access-Control-Allow-Methods"] == "PATCH")
            #expect(service.received.isEmpty)

            await client.send("OPTIONS /b HTTP/1.1\r\n" + question)
            #expect(try await client.response().body == "{}")
            #expect(service.received.hasPrefix("OPTIONS /b HTTP/1.1\r\n"))
        }
    }

    /// Which of them takes the request depends on headers that a preflight doesn't have.
    @Test func aPreflightIsGrantedOnlyWhereAllRoutesOfAPathAgree() async throws {
        let routes = """
            route: /same
            when: headers."x-beta"
            to: orders
            ---
            route: /same
            to: orders
            ---
            route: /other
            when: headers."x-beta"
            cors: none
            to: orders
            ---
            route: /other
            to: orders
            ---
            route: PATCH /alone
            when: headers."x-beta"
            to: orders
            ---
            route: GET /alone
            cors: none
            to: orders
            """
        try await serving(routes) { gateway, service in
            let client = try gateway.client()
            func preflight(_ path: String) async throws -> RawResponse {
                await client.send(
                    "OPTIONS \(path) HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n"
                        + "Access-Control-Request-Method: PATCH\r\n\r\n")
                return try await client.response()
            }
            let same = try await preflight("/same")
            #expect(same.status == 204 && same["Access-Control-Allow-Methods"] == "PATCH")
            let other = try await preflight("/other")
            #expect(other.status == 204 && Self.headers(other).allSatisfy { !$0.hasPrefix("access-control-") })
            let alone = try await preflight("/alone")
            #expect(alone.status == 204 && alone["Access-Control-Allow-Methods"] == "PATCH")
            #expect(service.received.isEmpty)

            await client.send("PATCH /other HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.response()["Access-Control-Allow-Origin"] == "https://shop.example")
        }
    }

    @Test func redirectsAndFixedResponsesHaveThemToo() async throws {
        try await serving(
            "route: /old\nredirect: { to: /new }\n---\nroute: /gone\nrespond: { status: 410, text: gone }\n"
        ) {
            gateway, _ in
            let client = try gateway.client()
            for (path, status) in [("/old", 308), ("/gone", 410)] {
                await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n\r\n")
                let response = try await client.response()
                #expect(response.status == status)
                #expect(response["Access-Control-Allow-Origin"] == "https://shop.example")
                #expect(response["X-Frame-Options"] == "deny")
                #expect(response["ETag"] == nil)
            }
        }
    }

    /// Addresses that no trusted proxy vouches for are not passed on.
    @Test func aServiceIsToldOfTheClientBehindTheProxy() async throws {
        try await serving("route: /a/**\nto: orders\nheaders: { x-client: \"{client.address}\" }\n") {
            gateway, service in
            let client = try gateway.client()
            await client.send(
                "GET /a/1 HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4, 203.0.113.5\r\nX-Forwarded-Proto: https\r\n\r\n"
            )
            #expect(try await client.response().status == 200)
            #expect(service.received.contains("\r\nX-Forwarded-For: 203.0.113.5, 127.0.0.1\r\n"))
            #expect(service.received.contains("\r\nX-Forwarded-Proto: https\r\n"))
            #expect(service.received.contains("\r\nx-client: 203.0.113.5\r\n"))
        }
    }
}
