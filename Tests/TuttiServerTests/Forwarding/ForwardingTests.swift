import Foundation
import ScriptedServices
import Testing

@testable import TuttiServer

/// Requests that routes forward, and their responses.
@Suite(.timeLimit(.minutes(10))) struct ForwardingTests {
    private static let response =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\nX-A: b\r\nDate: yesterday\r\n\r\nok"

    @Test func aRequestIsPassedOnAndItsResponseComesBack() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            while connection.readHead() != nil { connection.write(Self.response) }
        }) { gateway, service in
            let client = try gateway.client()
            for _ in 0..<3 {
                await client.send(
                    "GET /a%2Cb//c?d=%20e HTTP/1.1\r\nHost: shop.example\r\nX-Request-Id: r1\r\nAccept: */*\r\n\r\n")
                let response = try await client.response()
                #expect(response.status == 200)
                #expect(response.body == "ok")
                #expect(
                    response.headers.map { "\($0.name): \($0.value)" } == [
                        "Server: tutti", "Content-Type: text/plain", "X-A: b", "Date: yesterday",
                        "X-Request-Id: r1", "Content-Length: 2",
                    ])
            }
            #expect(service.connections == 1)
            let request = """
                GET /a%2Cb//c?d=%20e HTTP/1.1\r
                Host: 127.0.0.1:\(service.port)\r
                Accept: */*\r
                X-Forwarded-For: 127.0.0.1\r
                X-Forwarded-Proto: http\r
                X-Forwarded-Host: shop.example\r
                Via: 1.1 tutti\r
                X-Request-Id: r1\r
                \r

                """
            #expect(service.received == request + request + request)
            let lines = try await gateway.log(3)
            #expect(lines.map(\.endpoint) == ["/**", "/**", "/**"])
            #expect(lines.map { $0.call() } == ["ok 200", "ok 200", "ok 200"])
            #expect(lines.map(\.bytes) == [2, 2, 2])
            let samples = try await gateway.server.samples()
            #expect(samples["tutti_requests_total{endpoint=/**,status=200}"] == 3)
            #expect(
                samples["tutti_calls_total{outcome=ok,reason=,service=orders}"] == 3)
        }
    }

    @Test func aBodyWithoutALengthComesInChunks() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nX-Sum: 5\r\n\r\n")
            connection.waitForClose()
        }) { gateway, _ in
            let received = try await gateway.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(received.contains("\r\nTransfer-Encoding: chunked\r\n"))
            #expect(!received.contains("Content-Length"))
            #expect(received.hasSuffix("\r\n\r\n5\r\nabcde\r\n0\r\nX-Sum: 5\r\n\r\n"))
            #expect(try await gateway.log().first?.bytes == 5)
        }
    }

    @Test func aServiceThatEndsItsBodyWithTheConnectionIsPassedOnInChunks() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write("HTTP/1.0 200 OK\r\n\r\nall of it")
        }) { gateway, _ in
            let received = try await gateway.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(received.hasSuffix("\r\n\r\n9\r\nall of it\r\n0\r\n\r\n"))
        }
    }

    @Test func aHeadKeepsTheLengthOfWhatAGetWouldGive() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            while connection.readHead() != nil { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n") }
        }) { gateway, service in
            let client = try gateway.client()
            for _ in 0..<2 {
                await client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response(toHead: true)["Content-Length"] == "900")
            }
            #expect(service.received.hasPrefix("HEAD /a HTTP/1.1\r\n"))
            #expect(service.connections == 1)
        }
    }

    /// Conditional requests, ranges and everything else of HTTP that is about the resource is between client and service.
    @Test(arguments: [
        ("If-None-Match: \"x\"", "304 Not Modified", "ETag: \"x\""),
        ("Range: bytes=0-1", "206 Partial Content", "Content-Range: bytes 0-1/9"),
        ("Accept-Encoding: zstd", "200 OK", "Content-Encoding: zstd"),
        ("Cookie: a=b; c=d", "200 OK", "Set-Cookie: e=f"),
        ("Authorization: Basic YTpi", "401 Unauthorized", "WWW-Authenticate: Basic"),
    ])
    func headersOfTheResourcePassUntouched(sent: String, status: String, header: String) async throws {
        let hasBody = !status.hasPrefix("304")
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(
                "HTTP/1.1 \(status)\r\n\(header)\r\n\(hasBody ? "Content-Length: 2\r\n" : "")\r\n\(hasBody ? "ab" : "")"
            )
            connection.waitForClose()
        }) { gateway, service in
            let received = try await gateway.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\n\(sent)\r\nConnection: close\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(received.contains("\r\n\(header)\r\n"))
            #expect(received.hasSuffix(hasBody ? "\r\n\r\nab" : "\r\n\r\n"))
            #expect(service.received.contains("\r\n\(sent)\r\n"))
        }
    }

    @Test func whatBelongsToAConnectionStaysThere() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(
                "HTTP/1.1 200 OK\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\nX-Kept: 2\r\nX-Request-Id: other\r\nContent-Length: 0\r\n\r\n"
            )
        }) { gateway, service in
            let received = try await gateway.exchange(
                """
                GET / HTTP/1.1\r
                Host: a\r
                Connection: close, X-Theirs, Content-Length, X-Forwarded-For\r
                X-Theirs: 1\r
                Keep-Alive: 3\r
                Proxy-Authorization: Basic x\r
                TE: gzip, trailers;q=0.5\r
                Upgrade: h2c\r
                X-Forwarded-For: 1.2.3.4\r
                x_forwarded_for: 1.2.3.4\r
                X-Kept: 4\r
                \r

                """)
            for name in ["X-Mine", "Keep-Alive", "other"] { #expect(!received.contains(name), "\(name)") }
            #expect(received.contains("\r\nX-Kept: 2\r\n"))
            for text in ["X-Theirs", "Keep-Alive", "Proxy-Auth", "gzip", "Upgrade", "1.2.3.4", "close"] {
                #expect(!service.received.contains(text), "\(text)")
            }
            #expect(service.received.contains("\r\nX-Kept: 4\r\n"))
            #expect(service.received.contains("\r\nTE: trailers\r\n"))
            #expect(service.received.contains("\r\nX-Forwarded-For: 127.0.0.1\r\n"))
        }
    }

    /// Bytes that are no UTF-8 are none of the gateway's business.
    @Test func valuesOfAServiceKeepTheirBytes() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(
                Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Name: M".utf8) + [0xFC] + Array("ller\r\n\r\n".utf8))
            connection.waitForClose()
        }) { gateway, _ in
            let client = try gateway.client()
            await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let bytes = try await client.restBytes()
            #expect(bytes.contains(Array("X-Name: M".utf8) + [0xFC] + Array("ller\r\n".utf8)))
        }
    }

    @Test func theFirstEventOfAStreamOfThemIsThereAtOnce() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.write("9\r\ndata: 1\n\n\r\n")
            // The second one comes when the client says that it has the first.
            _ = connection.readSome()
            connection.write("0\r\n\r\n")
        }) { gateway, _ in
            let client = try gateway.client()
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.text(until: "data: 1\n\n\r\n").contains("text/event-stream"))
        }
    }

    @Test func aRouteChangesPathAndHeaders() async throws {
        let service = try ScriptedService { $0.serve() }
        let route = """
            route: /api/{kind}/**
            to: orders
            rewrite: "/v2/{path.kind}/{path.rest}"
            headers: { x-kind: "{path.kind}", x-secret: null }
            response-headers: { x-frame-options: DENY, x-lang: "{headers.\\"accept-language\\"}" }
            """
        try await RoutedGateway.serving(
            route, ["orders": [service.port]],
            settings: ["orders": ", host: internal.example, headers: { x-gateway: tutti }"]
        ) { gateway in
            let received = try await gateway.exchange(
                "GET /api/a%20b/c%2Cd//e?f HTTP/1.1\r\nHost: a\r\nX-Secret: s\r\nX-Kind: k\r\nX-Gateway: g\r\nAccept-Language: de\r\nConnection: close\r\n\r\n"
            )
            #expect(received.contains("\r\nx-frame-options: DENY\r\n"))
            #expect(received.contains("\r\nx-lang: de\r\n"))
            #expect(service.received.hasPrefix("GET /v2/a%20b/c%2Cd//e?f HTTP/1.1\r\nHost: internal.example\r\n"))
            #expect(service.received.contains("\r\nx-kind: a b\r\n"))
            #expect(service.received.contains("\r\nx-gateway: tutti\r\n"))
            #expect(!service.received.contains("X-Secret") && !service.received.contains(": g\r\n"))
        }
        service.close()
    }

    @Test(arguments: [
        ("/a/../b", 400, "The path has a segment '.' or '..'"),
        ("/a/%2e%2E/b", 400, "The path has a segment '.' or '..'"),
        ("/a%2Fb", 400, "encoded slash"), ("/a%5cb", 400, "encoded slash"),
    ])
    func aPathThatAServiceMayReadDifferentlyIsRefused(path: String, status: Int, detail: String) async throws {
        try await RoutedGateway.forwarding(to: { $0.serve() }) { gateway, service in
            let received = try await gateway.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 \(status) "))
            #expect(received.contains(detail))
            #expect(service.connections == 0)
        }
    }

    @Test(arguments: [
        ("GET /api/users", "served"), ("POST /api/users", "ok"), ("GET /api", "ok"), ("MKCOL /api/x/y", "ok"),
        ("BREW /api/x/y", "501"),
        ("GET /only", "ok"), ("HEAD /only", ""), ("PUT /only", "405"), ("GET /apis", "404"),
        ("GET /app", "ok"), ("GET /app?beta=1", "served"), ("OPTIONS /api", "ok"), ("OPTIONS /only", "204"),
    ])
    func aRequestGoesWhereItsRouteSays(request: String, response: String) async throws {
        let service = try ScriptedService { $0.serve() }
        let routes = """
            route: GET /api/users
            respond: { text: served }
            ---
            route: /api/**
            to: orders
            ---
            route: GET /only
            to: orders
            ---
            route: /app
            when: query.beta
            respond: { text: served }
            ---
            route: /app
            to: orders
            """
        try await RoutedGateway.serving(routes, ["orders": [service.port]]) { gateway in
            let isHead = request.hasPrefix("HEAD")
            let client = try gateway.client()
            await client.send("\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
            let received = try await client.response(toHead: isHead)
            #expect("\(received.status)" == (Int(response) != nil ? response : "200"))
            if Int(response) == nil { #expect(received.body == response) }
            if received.status == 405 { #expect(received["Allow"] == "GET, HEAD, OPTIONS") }
        }
    }

    /// A response to it would show what is added on the way.
    @Test func aTraceIsNotForwarded() async throws {
        try await RoutedGateway.forwarding(to: { $0.serve() }) { gateway, service in
            let received = try await gateway.exchange("TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 501 "))
            #expect(service.connections == 0)
        }
    }
}
