import HTTPTypes
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct FailureTests {
    @Test func nameThatDoesNotResolveIsADNSFailure() async throws {
        // A label of 64 bytes is refused without a question to a name server, which may be slow.
        let host = String(repeating: "x", count: 64) + ".invalid"
        try await withTransport { transport in
            let failure = await transport.send(Self.call(host: host, port: 80)).failure
            #expect(failure?.reason == .dns)
            #expect(failure?.message == "the name \(host) did not resolve")
        }
    }

    @Test func nameThatIsBeingResolvedStopsNobodyElse() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            async let lost = transport.send(Self.call(host: "does-not-resolve.invalid", port: 80), within: .seconds(2))
            let call = server.call()
            for _ in 0..<20 { #expect(await transport.send(call).text == "ok") }
            // Where no name server answers, the deadline ends it.
            #expect([.dns, .timeout].contains(await lost.reason))
        }
    }

    // Removing a handle would otherwise wait for the resolver's thread.
    @Test func cancelWhileResolvingDoesNotStopTheTransport() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let lost = Self.call(host: "does-not-resolve-either.invalid", port: 80)
            let tasks = (0..<10).map { _ in Task { await transport.send(lost) } }
            let call = server.call()
            #expect(await transport.send(call).text == "ok")
            for task in tasks { task.cancel() }
            for task in tasks { #expect([.canceled, .dns].contains(await task.value.reason)) }
            #expect(await transport.send(call).text == "ok")
        }
    }

    @Test func nameResolvesAndItsDescriptorsComeAndGo() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            // The resolver's pipe takes and frees numbers that connections get afterwards.
            for _ in 0..<5 {
                let host = "nowhere-\(UInt32.random(in: 0...UInt32.max)).invalid"
                _ = await transport.send(Self.call(host: host, port: 80), within: .milliseconds(300))
                let call = Self.call(host: "localhost", port: server.port)
                #expect(await transport.send(call).text == "ok")
            }
        }
    }

    @Test func refusedConnectionIsAConnectFailure() async throws {
        let server = try ScriptedServer { $0.serve() }
        server.close()
        try await withTransport { transport in
            let failure = await transport.send(server.call()).failure
            #expect(failure?.reason == .connect)
            #expect(failure?.message == "no connection to http://127.0.0.1:\(server.port): Connection refused")
        }
    }

    @Test(arguments: ["", "a b", "a/b", "a@b", "a\r\nb", "[", "host:name"], [80])
    func originThatIsNoAddressIsAConnectFailure(host: String, port: Int) async throws {
        try await withTransport { transport in
            #expect([.connect, .dns].contains(await transport.send(Self.call(host: host, port: port)).reason))
        }
    }

    @Test(arguments: [0, -1, 65_536, .max])
    func portOutOfRangeIsAConnectFailure(port: Int) async throws {
        try await withTransport { transport in
            #expect(await transport.send(Self.call(host: "127.0.0.1", port: port)).reason == .connect)
        }
    }

    @Test func clearTextOnATLSCallIsATLSFailure() async throws {
        try await withServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            connection.waitForClose()
        } _: { transport, server in
            let failure = await transport.send(Self.call(scheme: .https, host: "127.0.0.1", port: server.port)).failure
            #expect(failure?.reason == .tls)
        }
    }

    @Test func closeAfterAcceptIsAReset() async throws {
        try await withServer({ _ in }) { transport, server in
            #expect(await transport.send(server.call()).reason == .reset)
        }
    }

    /// What a service may write before it closes, none of which is a complete response.
    private static let broken = [
        "", "H", "HTTP/1.1", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123456789",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
    ]

    /// What a service may write that is no response, however it goes on.
    private static let bad = [
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 2a\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/3 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/7.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/0.9 200 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
        "<html>hello</html>", "\u{0}\u{1}\u{2}\u{3}", "\r\n\r\n", " HTTP/1.1 200 OK\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]

    private static let incomplete: [(String, UpstreamFailure.Reason)] =
        broken.map { ($0, .reset) } + bad.map { ($0, .badResponse) }

    @Test(arguments: incomplete)
    func responseThatIsNotCompleteIsAResetAndOneThatIsNotHTTPIsBad(
        bytes: String, reason: UpstreamFailure.Reason
    ) async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.write(bytes) }
        } _: { transport, server in
            let result = await transport.send(server.call())
            #expect(result.reason == reason, "\(result)")
            // The worker outlives it.
            #expect(await transport.send(server.call()).reason == reason)
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"])
    func connectionThatIsResetIsAReset(bytes: String) async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.write(bytes) }
            connection.pause(milliseconds: 20)
            connection.reset()
        } _: { transport, server in
            #expect(await transport.send(server.call()).reason == .reset)
        }
    }

    @Test func failuresSayNothingOfTheRequest() async throws {
        try await withServer({ _ in }) { transport, server in
            let failure = await transport.send(server.call(.post), "/secret-path", body: Array("secret-body".utf8))
                .failure
            #expect(failure?.message.contains("secret") == false)
        }
    }

    static func call(
        scheme: UpstreamOrigin.Scheme = .http, host: String, port: Int
    ) -> AddressedCall {
        AddressedCall(
            origin: UpstreamOrigin(scheme: scheme, host: host, port: port), method: .get,
            connectTimeout: .seconds(20), maximumResponseBytes: 1_000)
    }
}
