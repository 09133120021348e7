import NIOCore
import ScriptedServices
import Testing
import TuttiChannels
import TuttiPlan
import TuttiResilience
import TuttiUpstream

@testable import TuttiStreams

/// Where connections go: to the address that was found for a name, or through a proxy; and how long they are kept.
@Suite struct StreamPlacesTests {
    /// Answers each request with so many bytes.
    private static func answering(_ count: Int) -> @Sendable (ScriptedConnection) -> Void {
        { connection in
            while connection.readHead() != nil {
                let body = String(repeating: "x", count: count)
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n\(body)")
            }
        }
    }

    // The name resolves to nothing: nobody looks it up.
    @Test func twoAddressesOfOneNameHaveConnectionsOfTheirOwn() async throws {
        let second = try ScriptedService(at: 2, Self.answering(2))
        let third = try ScriptedService(at: 3, port: second.port, Self.answering(3))
        try await StreamFixture.run { fixture in
            for _ in 0..<3 {
                for (address, count) in [("127.0.0.2", 2), ("127.0.0.3", 3)] {
                    let exchange = try await fixture.exchange(
                        .to(port: second.port, host: "orders.invalid", address: address))
                    #expect(exchange.bodyBytes == count)
                }
            }
            #expect(second.connections == 1 && third.connections == 1)
            #expect(second.received.contains("Host: orders.invalid:\(second.port)\r\n"))
            let unpinned = try await fixture.exchange(.to(port: second.port, host: "orders.invalid"))
            #expect(unpinned.events == [.failed(.dns, .connecting)])
        }
    }

    /// Connecting may take an hour: who waits for the address that doesn't answer doesn't come to an end here.
    @Test func anAddressThatDoesNotAnswerHoldsNobodyUp() async throws {
        let service = try ScriptedService(Self.answering(1))
        guard let silent = SilentListener(port: service.port) else { return }
        let names: @Sendable (String, Int) -> [SocketAddress] = { _, port in
            ["::1", "127.0.0.1"].compactMap { try? SocketAddress(ipAddress: $0, port: port) }
        }
        try await StreamFixture.run(names: names) { fixture in
            let hour = StreamedRequest.Times(connect: .seconds(3_600), response: .seconds(3_600), idle: .seconds(60))
            for _ in 0..<2 {
                let exchange = try await fixture.exchange(
                    .to(port: service.port, host: "orders.internal", times: hour))
                #expect(exchange.bodyBytes == 1)
            }
            // The other one was given up, and is no connection of the pool.
            try await fixture.expectConnections(1, idle: 1)
            #expect(service.connections == 1)
        }
        withExtendedLifetime(silent) {}
    }

    @Test func connectionsAreCountedByPlace() async throws {
        let service = try ScriptedService(Self.answering(1))
        let request = StreamedRequest.to(port: service.port)
        try await StreamFixture.run { fixture in
            _ = try await fixture.exchange(request)
            #expect(request.instance.openConnections.count == 1)
            // Another instance at the same place, as there is after a reload.
            #expect(StreamedRequest.to(port: service.port).instance.openConnections.count == 1)
            #expect(StreamedRequest.to(port: service.port, address: "127.0.0.1").instance.openConnections.count == 0)
        }
        #expect(request.instance.openConnections.count == 0)
    }

    @Test func aConnectionThatNobodyUsesIsClosedWhenThePlanSays() async throws {
        let service = try ScriptedService(Self.answering(1))
        let connection = ConnectionPlan(keepAlive: .milliseconds(1))
        try await StreamFixture.run { fixture in
            _ = try await fixture.exchange(.to(port: service.port, connection: connection))
            try await fixture.expectConnections(0, idle: 0)
        }
    }

    @Test func aConnectionThatIsTooOldIsNotUsedAgain() async throws {
        let service = try ScriptedService(Self.answering(1))
        let connection = ConnectionPlan(life: .zero)
        try await StreamFixture.run { fixture in
            for _ in 0..<3 { _ = try await fixture.exchange(.to(port: service.port, connection: connection)) }
        }
        #expect(service.connections == 3)
    }

    @Test func otherSettingsHaveOtherConnections() async throws {
        let service = try ScriptedService(Self.answering(1))
        try await StreamFixture.run { fixture in
            for most in [1, 2, 1, 2] {
                _ = try await fixture.exchange(.to(port: service.port, connection: ConnectionPlan(atMost: most)))
            }
        }
        #expect(service.connections == 2)
    }

    @Test func aRequestThatFindsAllConnectionsInUseWaits() async throws {
        let service = try ScriptedService { connection in
            if connection.index > 1 { return Self.answering(1)(connection) }
            connection.readHead()
            connection.waitForClose()
        }
        let request = StreamedRequest.to(port: service.port, connection: ConnectionPlan(atMost: 1))
        try await StreamFixture.run { fixture in
            let first = try await fixture.open(request)
            try await eventually("the first request is there") { service.received.contains("GET") }
            let second = try await fixture.open(request)
            try await fixture.loop.run { first.stream?.cancel() }
            try await second.waitForEnd()
            #expect(second.events == [.began(200), .ended])
            #expect(service.connections == 2)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "HTTP/1.1 302 Found\r\n\r\n", "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 20\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: y", "", "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: " + String(repeating: "y", count: 2 * ProxyTunnel.mostBytes),
    ])
    func whatIsNoTunnelIsAFailedConnection(_ answer: String) async throws {
        let proxy = try ScriptedService { connection in
            connection.readHead()
            connection.write(answer)
        }
        let connection = ConnectionPlan(proxy: ProxyPlan(host: "127.0.0.1", port: proxy.port))
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(host: "orders.invalid", connection: connection))
            #expect(exchange.events == [.failed(.connect, .connecting)])
            try await fixture.expectConnections(0, idle: 0)
        }
        #expect(proxy.received == "CONNECT orders.invalid:80 HTTP/1.1\r\nHost: orders.invalid:80\r\n\r\n")
    }

    // In pieces, and behind an informational answer.
    @Test func theAnswerOfAProxyMayComeInPieces() async throws {
        let proxy = try ScriptedService { connection in
            connection.readHead()
            for piece in [
                "HTTP/1.1 100 Continue\r\n\r\nHTT", "P/1.1 200 Connection established\r\nX:", " y\r\n\r", "\n",
            ] {
                connection.write(piece)
            }
            Self.answering(4)(connection)
        }
        let connection = ConnectionPlan(proxy: ProxyPlan(host: "127.0.0.1", port: proxy.port))
        try await StreamFixture.run { fixture in
            for _ in 0..<2 {
                let exchange = try await fixture.exchange(.to(port: 7, host: "::1", connection: connection))
                #expect(exchange.bodyBytes == 4)
            }
        }
        #expect(proxy.connections == 1)
        #expect(proxy.received.hasPrefix("CONNECT [::1]:7 HTTP/1.1\r\nHost: [::1]:7\r\n\r\nGET / HTTP/1.1\r\n"))
    }
}
