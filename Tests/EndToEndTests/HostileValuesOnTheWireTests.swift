import HostileInput
import NIOHTTP1
import Testing

/// Values made to leave their place, through the whole gateway: what a service reads from its socket is compared byte by byte.
@Suite struct HostileValuesOnTheWireTests {
    private static let endpoints = """
        endpoint: POST /x
        deadline: 10s
        calls:
          segment: { service: s, get: "/segment/{body.v}/z" }
          placeholder: { service: s, get: "/placeholder?lit=1&v={body.v}&z=2" }
          map: { service: s, get: /map, query: { v: body.v, z: "'2'" } }
          field: { service: s, get: /field, headers: { x-v: "a{body.v}b", x-z: fixed } }
        """

    @Test func arriveInTheirPlaceAndNowhereElse() async throws {
        let values = HostileValue.some(every: 9)
        let failures = try await RawUpstream.serving { upstream, port in
            let service = "instances: [\"http://127.0.0.1:\(port)\"], timeout: 10s, propagate: false"
            let gateway = "services: { s: { \(service) } }\n"
            return try await RunningGateway.serving(gateway: gateway, endpoints: Self.endpoints) { gateway in
                try await HTTPConnection.open(port: gateway.port) { connection in
                    var failures: [String] = []
                    for value in values {
                        let response = try await connection.request(.POST, "/x", body: "{\"v\":\(value.json)}")
                        let heads = upstream.takeHeads()
                        let isRight =
                            response.status == 200 && Self.are(heads, of: value, port: port)
                        let shown = heads.map { String(decoding: $0, as: UTF8.self) }
                        if !isRight { failures.append("\(value.json): \(response.status) \(shown)") }
                    }
                    return failures
                }
            }
        }
        let requests = values.reduce(0) { $0 + Self.lines($1).count }
        print("hostile values sent over sockets: \(values.count), in \(requests) requests")
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(3))")
        #expect(values.count >= 300)
    }

    /// Whether the heads are exactly those that must come, whatever the order of fields and of requests.
    ///
    /// By bytes: Swift's strings hold some different bytes to be equal.
    private static func are(_ heads: [[UInt8]], of value: HostileValue, port: Int) -> Bool {
        let expected = lines(value).map { $0 + ["Host: 127.0.0.1:\(port)", "Accept-Encoding: gzip, br"] }
        let separator = Array("\r\n".utf8)
        return heads.count == expected.count
            && Set(heads.map { Set($0.split(separator: separator).map(Array.init)) })
                == Set(expected.map { Set($0.map { Array($0.utf8) }) })
            && heads.allSatisfy { $0.split(separator: separator, omittingEmptySubsequences: false).count <= 6 }
    }

    /// What is special of each request: its line first.
    private static func lines(_ value: HostileValue) -> [[String]] {
        var lines = [
            ["GET /placeholder?lit=1&v=\(value.encoded)&z=2 HTTP/1.1"], ["GET /map?v=\(value.encoded)&z=2 HTTP/1.1"],
        ]
        if !value.isRefusedInPath { lines.append(["GET /segment/\(value.encoded)/z HTTP/1.1"]) }
        if !value.isRefusedInField { lines.append(["GET /field HTTP/1.1", "x-v: a\(value.text)b", "x-z: fixed"]) }
        return lines
    }
}
