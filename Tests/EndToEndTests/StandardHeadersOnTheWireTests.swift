import Foundation
import NIOHTTP1
import Testing

/// What the program says to services by itself, byte for byte.
struct StandardHeadersOnTheWireTests {
    @Test func callsSayWhichCodingsTheyTakeAndWhoTheyAreUnlessTheFileSaysOtherwise() async throws {
        try await RawUpstream.serving { upstream, port in
            let folder = try TemporaryFolder([
                "gateway.yaml": """
                listen: 127.0.0.1:0
                admin: 127.0.0.1:0
                services: { one: { instances: [http://127.0.0.1:\(port)], forward-headers: [user-agent] } }
                """,
                "endpoints.yaml": """
                endpoint: GET /plain
                calls: { a: { service: one, get: /plain } }
                ---
                endpoint: GET /identity
                calls: { a: { service: one, get: /identity, headers: { accept-encoding: identity } } }
                """,
            ])
            let gateway = try RunningProgram("tutti", "serve", folder.url.path)
            let (listener, _) = try await gateway.ports()
            let version = try RunningProgram("tutti", "--version")
            #expect(try await version.exitCode() == 0)
            let agent = "tutti/" + version.output.trimmingCharacters(in: .newlines)

            func sentHeaders(_ path: String, _ headers: [(String, String)] = []) async throws -> [String] {
                let response = try await HTTPConnection.open(port: listener) { connection in
                    try await connection.request(.GET, path, headers: headers)
                }
                #expect(response.body == #"{"a":1}"#)
                let heads = upstream.takeHeads().map { String(decoding: $0, as: UTF8.self).lowercased() }
                return (heads.first ?? "").components(separatedBy: "\r\n").filter {
                    $0.hasPrefix("accept-encoding:") || $0.hasPrefix("user-agent:")
                }.sorted()
            }
            #expect(try await sentHeaders("/plain") == ["accept-encoding: gzip, br", "user-agent: \(agent)"])
            #expect(try await sentHeaders("/identity") == ["accept-encoding: identity", "user-agent: \(agent)"])
            #expect(
                try await sentHeaders("/plain", [("User-Agent", "mobile/7")])
                    == ["accept-encoding: gzip, br", "user-agent: mobile/7"])
            gateway.signal(SIGTERM)
            #expect(try await gateway.exitCode() == 0)
        }
    }
}
