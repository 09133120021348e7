import HTTPTypes
import Testing
import TuttiUpstream

@testable import TuttiCurl

/// What each request says unless the file, or the client, says otherwise.
@Suite struct StandardHeadersTests {
    private static let identity = HTTPField(name: .acceptEncoding, value: "identity")
    private static let agent = HTTPField(name: .userAgent, value: "mobile/7")

    @Test(arguments: [HTTPRequest.Method.get, .post, .head])
    func requestAsksForCodingsAndSaysWhoItIs(method: HTTPRequest.Method) async throws {
        let requests = try await Self.requests { transport, server in
            _ = await transport.send(server.call(method), body: method == .post ? [1] : nil)
        }
        #expect(requests.map { $0.values(of: "accept-encoding") } == [["gzip, br"]])
        #expect(requests.map { $0.values(of: "user-agent") } == [["tutti/1.2"]])
    }

    @Test(arguments: [HTTPRequest.Method.get, .post])
    func fieldsOfTheCallAndOfTheRequestTakeTheirPlace(method: HTTPRequest.Method) async throws {
        let requests = try await Self.requests { transport, server in
            let body: [UInt8]? = method == .post ? [1] : nil
            let own = server.call(method, headers: [Self.identity, Self.agent])
            _ = await transport.send(own, body: body)
            let plain = server.call(method)
            _ = await transport.send(plain, headers: [Self.identity, Self.agent], body: body)
            _ = await transport.send(plain, headers: [Self.agent], body: body)
            _ = await transport.send(plain, body: body)
        }
        #expect(
            requests.map { $0.values(of: "accept-encoding") }
                == [["identity"], ["identity"], ["gzip, br"], ["gzip, br"]])
        #expect(
            requests.map { $0.values(of: "user-agent") } == [["mobile/7"], ["mobile/7"], ["mobile/7"], ["tutti/1.2"]])
    }

    private static func requests(
        _ body: (CurlTransport, ScriptedServer) async throws -> Void
    ) async throws -> [ScriptedRequest] {
        let server = try ScriptedServer { $0.serve() }
        defer { server.close() }
        var configuration = CurlTransportConfiguration(name: "test")
        configuration.userAgent = "tutti/1.2"
        try await withTransport(configuration) { try await body($0, server) }
        return server.requests
    }
}
