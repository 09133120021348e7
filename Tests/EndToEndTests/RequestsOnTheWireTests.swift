import FixtureServices
import NIOHTTP1
import Testing

/// What services read, byte for byte.
struct RequestsOnTheWireTests {
    private static func heads(
        _ call: String, service: String = "", _ request: String, headers: [(String, String)] = []
    ) async throws -> [[String]] {
        try await RawUpstream.serving { upstream, port in
            try await RunningGateway.serving(
                gateway: "services: { s: { instances: [\"http://127.0.0.1:\(port)\"]\(service) } }",
                endpoints: "endpoint: GET /r/{id}.json\ncalls: { a: { service: s, required: true, \(call) } }"
            ) { gateway in
                let response = try await HTTPConnection.open(port: gateway.port) { try await $0.request(.GET, request) }
                #expect(response.status == 200, "\(response.body)")
                return upstream.takeHeads().map {
                    String(decoding: $0, as: UTF8.self).split(separator: "\r\n").map(String.init)
                }
            }
        }
    }

    @Test func bytesThatAreNoTextAndAPartOfASegment() async throws {
        let heads = try await Self.heads("get: \"/x/{path.id}\", query: query_all", "/r/7.json?a=%FF&b=%C3%A9&a=2")
        #expect(heads.map(\.first) == ["GET /x/7?a=%FF&a=2&b=%C3%A9 HTTP/1.1"])
    }

    @Test(arguments: ["api.example.com", "api.example.com:8443", "\"[::1]:80\""])
    func theHostThatTheFileSays(host: String) async throws {
        let heads = try await Self.heads("get: \"/x/{path.id}\"", service: ", host: \(host)", "/r/7.json")
        let fields = heads[0].filter { $0.lowercased().hasPrefix("host:") }
        #expect(fields.map { $0.lowercased() } == ["host: \(host.filter { $0 != "\"" })"])
    }

    @Test func theRequestsId() async throws {
        let ids = try await Self.heads("get: \"/x/{path.id}\"", "/r/7.json")[0]
            .filter { $0.lowercased().hasPrefix("x-request-id:") }
        #expect(ids.count == 1)
        let off = try await Self.heads("get: \"/x/{path.id}\"", service: ", propagate: false", "/r/7.json")[0]
        #expect(!off.contains { $0.lowercased().hasPrefix("x-request-id:") })
    }

    /// From one service to another, over real connections: the second gets no credentials.
    @Test func aRedirectToAnotherHost() async throws {
        let files = try await FixtureServer.start(name: "files") { request in
            FixtureResponse(json: "\"\(request.headers.contains { $0.name.lowercased() == "x-key" })\"")
        }
        let port = files.port
        let users = try await FixtureServer.start(name: "users") { request in
            request.target == "/here"
                ? FixtureResponse(
                    status: 302, headers: [("location", "http://127.0.0.1:\(port)/f?\(request.headers.count)")],
                    json: "")
                : FixtureResponse(status: 307, headers: [("location", "here")], json: "")
        }
        try await RunningGateway.serving(
            gateway: "services: { s: { instances: [\"http://127.0.0.1:\(users.port)\"], headers: { x-key: k } } }",
            endpoints: """
                endpoint: GET /x
                calls: { a: { service: s, get: /old, follow: { hosts: ["127.0.0.1:\(port)"] } } }
                """
        ) { (gateway: RunningGateway) async throws -> Void in
            for _ in 0..<3 {
                let response = try await HTTPConnection.get(port: gateway.port, "/x")
                #expect(response.body == #"{"a":"false"}"#)
            }
        }
        #expect(files.requestCount == 3)
        await users.stop()
        await files.stop()
    }
}
