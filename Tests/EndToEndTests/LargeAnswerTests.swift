import FixtureServices
import NIOHTTP1
import Testing

/// Answers whose large parts are not copied on their way from the service to the client.
struct LargeAnswerTests {
    private static let endpoint = """
        endpoint: GET /all/{id}
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

    private static func large(_ id: String) -> String {
        "[" + (0..<4_000).map { #"{"id":\#($0),"of":"\#(id)","text":"\u00e9 \n"}"# }.joined(separator: ",\n ") + "]"
    }

    @Test func theyArriveByteForByte() async throws {
        let service = try await FixtureServer.start(name: "a") { request in
            let id = String(request.path.split(separator: "/").last ?? "")
            return switch request.path.split(separator: "/").first {
            case "small": FixtureResponse(json: #"{"id":"\#(id)"}"#)
            case "parts": FixtureResponse(json: #"{"before":1,"part":  \#(Self.large(id)) ,"after":2}"#)
            default: FixtureResponse(json: Self.large(id))
            }
        }
        let gateway = "services:\n  a: { instances: [http://127.0.0.1:\(service.port)] }\n"
        try await RunningGateway.serving(gateway: gateway, endpoints: Self.endpoint) { gateway in
            let port = gateway.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        try await HTTPConnection.open(port: port) { connection in
                            for number in 0..<5 {
                                let id = "\(client)-\(number)"
                                let answer = try await connection.request(.GET, "/all/\(id)")
                                let large = Self.large(id)
                                let ids = (0..<4_000).map(String.init).joined(separator: ",")
                                let small = #"{"id":"\#(id)"}"#
                                #expect(answer.status == 200)
                                #expect(
                                    answer.body
                                        == #"{"large":\#(large),"again":[\#(small),\#(large),\#(large)],"ids":[\#(ids)],"small":\#(small)}"#
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
