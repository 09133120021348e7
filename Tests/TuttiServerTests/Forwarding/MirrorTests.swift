import Foundation
import ScriptedServices
import Testing

@testable import TuttiServer

/// Copies of requests, of which the client notices nothing.
@Suite(.timeLimit(.minutes(10))) struct MirrorTests {
    private static let route = "route: /**\nto: orders\nmax-request-body: 1MiB\nmirror: { to: copies }"

    private static func serve(_ connection: ScriptedConnection) {
        while let head = connection.readHead() {
            let length = head.firstMatch(of: /Content-Length: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
            connection.skip(length)
            connection.respond()
        }
    }

    @Test func aCopyHasTheSameTargetHeadersAndBody() async throws {
        let service = try ScriptedService(Self.serve)
        let copies = try ScriptedService(Self.serve)
        try await RoutedGateway.serving(Self.route, ["orders": [service.port], "copies": [copies.port]]) { gateway in
            let client = try gateway.client()
            await client.send("GET /a?b HTTP/1.1\r\nHost: a\r\nX-C: d\r\n\r\n")
            #expect(try await client.response().body == "ok")
            await client.send("POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            #expect(try await client.response().body == "ok")
            try await eventually("both are there") { copies.received.hasSuffix("abc") }
            let renamed = copies.received.replacing(":\(copies.port)\r\n", with: ":\(service.port)\r\n")
            for head in service.received.split(separator: "\r\n\r\n") { #expect(renamed.contains(head)) }
            let samples = try await gateway.server.samples()
            #expect(samples["tutti_calls_total{outcome=ok,reason=,service=copies}"] == 2)
            #expect(try await gateway.log(2).allSatisfy { $0.call("copies") == nil })
        }
    }

    @Test(arguments: [
        "", "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
    ])
    func whatComesOfACopyIsNobodysConcern(response: String) async throws {
        let service = try ScriptedService(Self.serve)
        let copies = try ScriptedService { connection in
            connection.readHead()
            connection.write(response)
            if !response.isEmpty { connection.waitForClose() }
        }
        try await RoutedGateway.serving(Self.route, ["orders": [service.port], "copies": [copies.port]]) { gateway in
            let client = try gateway.client()
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().body == "ok")
            try await eventually("the copy has ended") {
                let samples = try await gateway.server.samples()
                return samples.contains {
                    $0.key.hasPrefix("tutti_calls_total{") && $0.key.contains("service=copies") && $0.value == 1
                }
            }
            #expect(try await gateway.server.samples()["tutti_limiter_running{service=copies}"] == 0)
            #expect(try await gateway.log().first?.call() == "ok 200")
        }
    }

    @Test func aLargeBodyHasNoCopy() async throws {
        let service = try ScriptedService(Self.serve)
        let copies = try ScriptedService(Self.serve)
        try await RoutedGateway.serving(Self.route, ["orders": [service.port], "copies": [copies.port]]) { gateway in
            let client = try gateway.client()
            await client.send(
                "POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + String(repeating: "x", count: 70_000))
            #expect(try await client.response().body == "ok")
            #expect(copies.connections == 0)
        }
    }
}
