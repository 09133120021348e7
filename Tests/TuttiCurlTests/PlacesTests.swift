import HTTPTypes
import Testing
import TuttiPlan
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

/// Where connections go: to the address that was found for a name, or to a socket in the file system; and how many there are.
@Suite struct PlacesTests {
    /// Answers each request with a text and the `Host` that it has.
    private static func answering(_ text: String) -> @Sendable (ScriptedConnection) -> Void {
        { connection in
            while let request = connection.readRequest() {
                let body = "\(text) \(request.values(of: "host").joined(separator: ","))"
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
    }

    private static func call(
        port: Int, at address: String?, _ connection: ConnectionPlan = .standard, headers: [HTTPField] = []
    ) -> AddressedCall {
        AddressedCall(
            origin: UpstreamOrigin(scheme: .http, host: "orders.invalid", port: port), method: .get, headers: headers,
            connectTimeout: .seconds(5), maximumResponseBytes: 1_000, address: address, connection: connection)
    }

    // The name resolves to nothing: nobody looks it up.
    @Test func twoAddressesOfOneNameHaveConnectionsOfTheirOwn() async throws {
        let second = try ScriptedServer(at: 2, Self.answering("second"))
        defer { second.close() }
        let third = try ScriptedServer(at: 3, port: second.port, Self.answering("third"))
        defer { third.close() }
        let first = Self.call(port: second.port, at: "127.0.0.2")
        let other = UpstreamInstance(origin: first.instance.origin, address: "127.0.0.3")
        try await withTransport { transport in
            var call = first
            for _ in 0..<3 {
                call.instance = first.instance
                #expect(await transport.send(call).text == "second orders.invalid:\(second.port)")
                call.instance = other
                #expect(await transport.send(call).text == "third orders.invalid:\(second.port)")
            }
            #expect(transport.statistics.connectionsOpened == 2)
            #expect(transport.statistics.connectionsReused == 4)
            // A handle goes back to names.
            call.instance = UpstreamInstance(origin: first.instance.origin)
            #expect(await transport.send(call).reason == .dns)
        }
    }

    @Test func anAddressOfVersion6Leads() async throws {
        // Nobody listens there: it is tried all the same, and not the name.
        try await withTransport { transport in
            let call = Self.call(port: 1, at: "::1")
            #expect(await transport.send(call).reason == .connect)
        }
    }

    @Test func noMoreConnectionsAreInUseThanThePlanAllows() async throws {
        let server = try ScriptedServer(Self.answering("ok"))
        defer { server.close() }
        let call = Self.call(port: server.port, at: "127.0.0.1", ConnectionPlan(atMost: 2))
        try await withTransport { transport in
            await withTaskGroup(of: String?.self) { group in
                for _ in 0..<20 { group.addTask { await transport.send(call).text } }
                for await text in group { #expect(text?.hasPrefix("ok") == true) }
            }
            #expect(transport.statistics.connectionsOpened <= 2)
            #expect(transport.statistics.transfersRunning == 0)
        }
    }

    @Test func aRequestThatWaitsForAConnectionIsGivenUpInTime() async throws {
        let server = try ScriptedServer { connection in
            if connection.index > 1 { return connection.serve() }
            _ = connection.readRequest()
            connection.waitForClose()
        }
        defer { server.close() }
        let call = Self.call(port: server.port, at: "127.0.0.1", ConnectionPlan(atMost: 1))
        try await withTransport { transport in
            let first = Task { await transport.send(call) }
            #expect(await eventually { server.requests.count == 1 })
            let second = await transport.send(call, within: .milliseconds(50)).failure
            #expect(second?.reason == .overloaded && second?.phase == .connecting)
            first.cancel()
            #expect(await first.value.reason == .canceled)
            #expect(await transport.send(call).text == "ok")
            #expect(server.requests.count == 2)
        }
    }

    @Test func aConnectionThatIsTooOldIsNotUsedAgain() async throws {
        let server = try ScriptedServer(Self.answering("ok"))
        defer { server.close() }
        let call = Self.call(port: server.port, at: "127.0.0.1", ConnectionPlan(life: .milliseconds(1)))
        try await withTransport { transport in
            // libcurl counts whole seconds.
            for _ in 0..<12_000 where server.connections < 2 {
                #expect(await transport.send(call).text?.hasPrefix("ok") == true)
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        #expect(server.connections == 2)
    }
}
