import Glibc
import ScriptedServices
import Synchronization
import Testing
import TuttiResilience

@testable import TuttiServer

/// How tunnels end: each half by itself, behind all that came before.
@Suite(.timeLimit(.minutes(10))) struct ForwardedTunnelEndTests {
    private static let request = ForwardedTunnelTests.request
    private static let switched = ForwardedTunnelTests.switched
    /// More than all buffers on the way take.
    private static let size = 24 << 20
    private static let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: size)

    /// A service that reads slowly gets all that a client has sent before it closed its side, and is heard after that.
    @Test func aClientMayCloseItsHalf() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(Self.switched)
            let count = connection.skip(.max)
            connection.write(Self.bytes)
            connection.write("\(count)")
        }) { gateway, service in
            let client = try gateway.client()
            await client.send(Self.request)
            _ = try await client.text(until: "\r\n\r\n")
            #expect(await client.send(Self.bytes))
            await client.closeSending()
            let received = try await client.restBytes()
            #expect(received.count == Self.size + 8)
            #expect(received.suffix(8) == "\(Self.size)"[...].utf8.map { $0 }[...])
            let line = try #require(try await gateway.log().first)
            #expect(line.bytes == received.count && line.requestBytes == Self.size)
            #expect(!line.isBrokenOff && !line.isDisconnected)
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
        }
    }

    /// A client that reads slowly gets all that a service has sent before it closed its side, and is heard after that.
    @Test func aServiceMayCloseItsHalf() async throws {
        let heard = Mutex(0)
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(Self.switched)
            connection.write(Self.bytes)
            connection.closeSending()
            var count = 0
            while let bytes = connection.readSome() {
                count += bytes.count
                usleep(1_000)
            }
            heard.withLock { $0 = count }
        }) { gateway, service in
            let client = try gateway.client(receiveBuffer: 4096)
            await client.send(Self.request)
            _ = try await client.text(until: "\r\n\r\n")
            #expect(try await client.restCount() == Self.size)
            #expect(await client.send(Self.bytes))
            await client.closeSending()
            try await eventually("the service has all of it") { heard.withLock { $0 } == Self.size }
            let line = try #require(try await gateway.log().first)
            #expect(line.bytes == Self.size && line.requestBytes == Self.size && !line.isBrokenOff)
        }
    }

    /// Nothing tells it from one that reads on.
    @Test func aServiceThatIsGoneEndsItInOrder() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(Self.switched + "bye")
        }) { gateway, _ in
            let client = try gateway.client()
            await client.send(Self.request)
            #expect(try await client.rest().hasSuffix("\r\n\r\nbye"))
            while await client.send("x") {}
            #expect(try await gateway.log().first?.isBrokenOff == false)
        }
    }

    @Test func aClientThatResetsEndsIt() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(Self.switched)
            connection.waitForClose()
        }) { gateway, service in
            let client = try gateway.client()
            await client.send(Self.request)
            _ = try await client.text(until: "\r\n\r\n")
            await client.disconnect(reset: true)
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
            let line = try #require(try await gateway.log().first)
            #expect(line.status == 101 && !line.isBrokenOff && !line.isDisconnected)
        }
    }

    @Test func aDrainSendsWhatHasCome() async throws {
        try await RoutedGateway.forwarding(
            to: { connection in
                connection.readHead()
                connection.write(Self.switched)
                connection.write(Self.bytes)
            }, configure: { $0.drainLimit = .seconds(600) }
        ) { gateway, _ in
            let client = try gateway.client(receiveBuffer: 4096)
            await client.send(Self.request)
            _ = try await client.text(until: "\r\n\r\n")
            let drain = Task { await gateway.server.drain() }
            try await eventually("the gateway drains") { try await gateway.server.admin("/readyz").status == 503 }
            let count = try await client.restCount()
            await client.disconnect()
            #expect(await drain.value == 0)
            #expect(try await gateway.log().first?.bytes == count)
        }
    }
}
