import FixtureServices
import NIOHTTP1
import Testing

/// Answers whose large parts are not copied on their way from the service to the client.
struct LargeResponseTests {
    private static let endpoint = """
        endpoint: GET /all/{id}
        deadline: 60s
        calls:
          small: { service: a, get: "/small/{path.id}" }
          large: { service: a, get: "/large/{path.id}" }
          part: { service: a, get: "/parts/{path.id}", select: "part" }
          shaped: { service: a, get: "/large/{path.id}" }
        response:
          large: large
          again: [small, large, part]
          ids: shaped[].id
          small: small
        """

    private static let items = (0..<4_000).map { #"{"id":\#($0),"text":"\u00e9 \n"}"# }.joined(separator: ",\n ")
    private static let ids = (0..<4_000).map(String.init).joined(separator: ",")

    private static func large(_ id: String) -> String { #"[{"of":"\#(id)"},\#(items)]"# }

    @Test func theyArriveByteForByte() async throws {
        let service = try await FixtureServer.start(name: "a") { request in
            let id = String(request.path.split(separator: "/").last ?? "")
            return switch request.path.split(separator: "/").first {
            case "small": FixtureResponse(json: #"{"id":"\#(id)"}"#)
            case "parts": FixtureResponse(json: #"{"before":1,"part":  \#(Self.large(id)) ,"after":2}"#)
            default: FixtureResponse(json: Self.large(id))
            }
        }
        let gateway = """
            services:
              a: { instances: [http://127.0.0.1:\(service.port)], timeout: 60s, connect-timeout: 10s }
            """
        try await RunningGateway.serving(gateway: gateway, endpoints: Self.endpoint) { gateway in
            let port = gateway.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        try await HTTPConnection.open(port: port) { connection in
                            for number in 0..<5 {
                                let id = "\(client)-\(number)"
                                let response = try await connection.request(.GET, "/all/\(id)")
                                let large = Self.large(id)
                                let small = #"{"id":"\#(id)"}"#
                                #expect(response.status == 200)
                                #expect(
                                    response.body
                                        == #"{"large":\#(large),"again":[\#(small),\#(large),\#(large)],"ids":[\#(Self.ids)],"small":\#(small)}"#
                                )
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        await service.stop()
    }
}
