import Testing

@testable import FixtureServices

@Suite struct FaultControlTests {
    private func start() async throws -> FixtureServer { try await FixtureServer.start(.users, data: .ofCheckout()) }

    @Test func putSetsGetShowsDeleteHeals() async throws {
        let server = try await start()
        let put = try exchange(server.port, "PUT", "/_fault?delay=5ms&status=503&times=3")
        #expect(put.status == 200)
        #expect(put.text == "users: waits 5 ms, then answers 503; the next 3 requests\n")
        #expect(server.fault == Fault(delay: .milliseconds(5), status: 503, times: 3))
        #expect(try exchange(server.port, "GET", "/users/7").status == 503)
        #expect(try exchange(server.port, "GET", "/_fault").text.hasPrefix(put.text.dropLast(11) + "2 requests\n"))
        #expect(try exchange(server.port, "DELETE", "/_fault").text == "users: healthy\n")
        #expect(try exchange(server.port, "GET", "/users/7").status == 200)
        #expect(server.requestCount == 2)
        await server.stop()
    }

    @Test func theHelpHasACommandForEachSwitch() async throws {
        let server = try await start()
        let help = try exchange(server.port, "GET", "/_fault").text
        #expect(help.hasPrefix("users: healthy\n"))
        for parameter in FaultSwitch.allCases {
            #expect(help.contains(parameter.rawValue + "="), "\(parameter)")
        }
        #expect(help.contains("curl -X PUT 'http://test/_fault?delay=500ms'"), "the address is the client's own")
        await server.stop()
    }

    @Test func theSwitchCanBeSetWhileItIsOn() async throws {
        let server = try await start()
        server.fault = .hang
        #expect(try exchange(server.port, "PUT", "/_fault?status=500").status == 200)
        #expect(try exchange(server.port, "GET", "/users/7").status == 500)
        await server.stop()
    }

    @Test func badValuesChangeNothingAndAreExplained() async throws {
        let server = try await start()
        server.fault = .status(503)
        let response = try exchange(server.port, "PUT", "/_fault?body=big")
        #expect(response.status == 400)
        #expect(response.text.contains("invalid-json, endless, gzip-bomb or truncated-chunked"))
        #expect(try exchange(server.port, "POST", "/_fault").status == 405)
        #expect(server.fault == .status(503))
        await server.stop()
    }
}
