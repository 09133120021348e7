import Foundation
import NIOCore
import ScriptedServices
import Testing
import TuttiResilience

@testable import TuttiServer

/// Other protocols than HTTP, to which client and service switch.
@Suite(.timeLimit(.minutes(10))) struct ForwardedTunnelTests {
    static let request =
        "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"
    static let switched =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n\r\n"

    private static func echo(_ connection: ScriptedConnection) {
        connection.readHead()
        connection.write(switched)
        while let bytes = connection.readSome(), connection.write(bytes) {}
    }

    @Test func bytesGoBothWays() async throws {
        try await RoutedGateway.forwarding(to: Self.echo) { gateway, service in
            let client = try gateway.client()
            await client.send(Self.request)
            let head = try await client.text(until: "\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(head.contains("\r\nSec-WebSocket-Accept: y\r\n"))
            #expect(head.contains("\r\nUpgrade: websocket\r\n") && head.contains("\r\nConnection: Upgrade\r\n"))
            #expect(service.received.contains("\r\nUpgrade: websocket\r\n"))
            #expect(service.received.contains("\r\nConnection: Upgrade\r\n"))
            for text in ["one", "two", "GET / HTTP/1.1\r\n\r\n"] {
                await client.send(text)
                #expect(try await client.text(until: text) == text)
            }
            await client.disconnect()
            try await eventually("the service is told") { service.openConnections == 0 }
            let line = try #require(try await gateway.log().first)
            #expect(line.status == 101)
            #expect(line.bytes == 24)
            #expect(line.requestBytes == 24)
            #expect(line.call() == "ok 101")
            #expect(!line.isDisconnected && !line.isBrokenOff)
        }
    }

    @Test func aTunnelHoldsNoPermit() async throws {
        try await RoutedGateway.forwarding(to: Self.echo, settings: ", concurrency: { at-once: 1, waiting: 0 }") {
            gateway, service in
            var clients: [RawClient] = []
            for _ in 0..<3 {
                let client = try gateway.client()
                await client.send(Self.request)
                #expect(try await client.text(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
                clients.append(client)
            }
            #expect(service.connections == 3)
            for client in clients { await client.disconnect() }
            #expect(try await gateway.log(3).map { $0.call() } == ["ok 101", "ok 101", "ok 101"])
        }
    }

    @Test func aServiceThatResetsItBreaksItOff() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(Self.switched)
            _ = connection.readSome()
            connection.resets()
        }) { gateway, _ in
            let client = try gateway.client()
            await client.send(Self.request)
            _ = try await client.text(until: "\r\n\r\n")
            await client.send("x")
            #expect(try await client.restOrReset().isReset)
            #expect(try await gateway.log().first?.isBrokenOff == true)
        }
    }

    @Test func aReloadLeavesItAlone() async throws {
        try await RoutedGateway.forwarding(to: Self.echo) { gateway, _ in
            let client = try gateway.client()
            await client.send(Self.request)
            _ = try await client.text(until: "\r\n\r\n")
            await gateway.server.reload()
            #expect(try await gateway.server.samples()["tutti_config_generation"] == 2)
            await client.send("still there")
            #expect(try await client.text(until: "there") == "still there")
            #expect(try await gateway.server.samples()["tutti_stream_connections{state=busy,worker=0}"] == 1)
        }
    }

    /// That is how long nobody has had something to say, and no failure.
    @Test func aSilentTunnelEndsInOrder() async throws {
        try await RoutedGateway.forwarding(
            to: Self.echo, settings: ", breaker: { minimum-calls: 1 }", tunnelTime: .milliseconds(100)
        ) { gateway, _ in
            for _ in 0..<3 {
                let client = try gateway.client()
                await client.send(Self.request)
                #expect(try await client.text(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
                #expect(try await client.restBytes() == [0x88, 0x02, 0x03, 0xE9])
            }
            #expect(try await gateway.log(3).map(\.isBrokenOff) == [false, false, false])
            #expect(try await gateway.log(3).map { $0.call() } == ["ok 101", "ok 101", "ok 101"])
        }
    }

    @Test func theServiceMayEndIt() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(Self.switched + "bye")
        }) { gateway, _ in
            let received = try await gateway.exchange(Self.request)
            #expect(received.hasSuffix("\r\n\r\nbye"))
            #expect(try await gateway.log().first?.isBrokenOff == false)
        }
    }

    @Test func aServiceThatDoesNotSwitchAnswers() async throws {
        try await RoutedGateway.forwarding(to: { $0.serve("no") }) { gateway, _ in
            let received = try await gateway.exchange(Self.request)
            #expect(received.hasPrefix("HTTP/1.1 200 "))
            #expect(received.hasSuffix("\r\n\r\nno"))
        }
    }

    /// HTTP within a tunnel would pass by the routes.
    @Test(arguments: [
        "h2c", "H2C", "h2c-14", "h2c2", "HTTP/2.0", "TLS/1.2", "h2", "websocket, h2c", "two words", "a\tb",
    ])
    func noTunnelIsMadeForHTTP(protocol name: String) async throws {
        try await RoutedGateway.forwarding(to: { $0.serve() }) { gateway, service in
            let received = try await gateway.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: \(name)\r\nHTTP2-Settings: AAMA\r\n\r\n"
            )
            #expect(received.hasPrefix("HTTP/1.1 200 "))
            #expect(!service.received.contains("Upgrade") && !service.received.contains("HTTP2"))
        }
    }

    @Test func aTunnelWithASlowReaderFillsNoMemory() async throws {
        let size = 32 << 20
        try await RoutedGateway.forwarding(
            to: { connection in
                connection.readHead()
                connection.write(Self.switched)
                connection.write([UInt8](repeating: UInt8(ascii: "x"), count: size))
            }, configure: { $0.limits.writeTime = .milliseconds(20) }
        ) { gateway, _ in
            let client = try gateway.client(receiveBuffer: 4096)
            await client.send(Self.request)
            _ = try await client.text(until: "\r\n\r\n")
            try await Task.sleep(for: .milliseconds(300))
            #expect(try await client.restCount() == size)
        }
    }

    /// Behind the last frame that the service has sent, the client is told that the server goes away.
    @Test(arguments: [true, false]) func aDrainTellsAWebSocket(isWithinAFrame: Bool) async throws {
        let frame: [UInt8] = [0x82, 0x04] + Array("abcd".utf8)
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(Self.switched)
            connection.write(isWithinAFrame ? Array(frame.dropLast()) : frame)
            connection.waitForClose()
        }) { gateway, _ in
            let client = try gateway.client()
            await client.send(Self.request)
            _ = try await client.text(until: "abc")
            // Of what has come, the rest is there as well.
            try await Task.sleep(for: .milliseconds(50))
            await gateway.server.drain()
            let rest = try await client.restBytes()
            #expect(rest == (isWithinAFrame ? [] : Array("d".utf8) + [0x88, 0x02, 0x03, 0xE9]))
        }
    }

    @Test(
        arguments: [
            ([0x81, 0x02, 1, 2], true), ([0x81, 0x02, 1], false), ([0x81], false), ([], true), ([0x81, 0x00], true),
            ([0x81, 0x81, 9, 9, 9, 9, 1], true), ([0x81, 0x81, 9, 9, 9, 9], false), ([0x81, 0x80, 9, 9, 9], false),
            ([0x81, 126, 0, 2, 1, 2], true), ([0x81, 126, 0], false), ([0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1, 7], true),
            ([0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255, 7], false), ([0x81, 0x00, 0x88, 0x01, 1], true),
        ] as [([UInt8], Bool)])
    func frameEndsAreFound(bytes: [UInt8], isBetween: Bool) {
        var whole = WebSocketFrames()
        whole.passed(ByteBuffer(bytes: bytes))
        #expect(whole.isBetweenFrames == isBetween)
        var piecewise = WebSocketFrames()
        for byte in bytes { piecewise.passed(ByteBuffer(bytes: [byte])) }
        #expect(piecewise.isBetweenFrames == isBetween)
    }
}
