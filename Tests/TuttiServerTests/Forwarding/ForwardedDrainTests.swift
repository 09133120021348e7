import Foundation
import ScriptedServices
import Testing
import TuttiResilience

@testable import TuttiServer

/// What becomes of forwarded requests when the gateway stops.
@Suite(.timeLimit(.minutes(10))) struct ForwardedDrainTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc"

    @Test func aDrainWaitsForAResponse() async throws {
        let isDraining = DispatchSemaphore(value: 0)
        try await RoutedGateway.forwarding(
            to: { connection in
                connection.readHead()
                connection.write(Self.head)
                isDraining.wait()
                connection.write("def")
                connection.waitForClose()
            }, configure: { $0.drainLimit = .seconds(600) }
        ) { gateway, service in
            let client = try gateway.client()
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.text(until: "abc")
            let drain = Task { await gateway.server.drain() }
            try await eventually("the gateway drains") { try await gateway.server.admin("/readyz").status == 503 }
            isDraining.signal()
            #expect(try await client.rest() == "def")
            #expect(await drain.value == 0)
            #expect(try await gateway.log().first?.isBrokenOff == false)
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
        }
    }

    @Test func whatTakesLongerThanTheLimitIsCutOff() async throws {
        try await RoutedGateway.forwarding(
            to: { connection in
                connection.readHead()
                connection.write(Self.head)
                connection.waitForClose()
            }, configure: { $0.drainLimit = .milliseconds(50) }
        ) { gateway, service in
            let client = try gateway.client()
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.text(until: "abc")
            #expect(await gateway.server.drain() == 1)
            #expect(try await client.rest().isEmpty)
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
        }
    }
}
