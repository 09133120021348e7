import Foundation
import Testing

/// Connections that are opened ahead of requests (`warm`), of one worker: the check's own is one of them.
struct WarmConnectionsTests {
    @Test(arguments: [(["call"], 3), (["route"], 4), (["call", "route"], 6)])
    func requestsFindConnectionsThatAreOpen(ways: [String], connections: Int) async throws {
        let endpoints = ServiceUnderTest.endpoints.components(separatedBy: "---\n")
        let used = zip(["call", "route"], endpoints).filter { ways.contains($0.0) }.map(\.1)
        try await RawUpstream.serving { upstream, port in
            let keys =
                "instances: [\"http://127.0.0.1:\(port)\"], health: { get: /up, every: 1s }, connections: { warm: 3 }"
            try await RunningGateway.serving(
                gateway: ServiceUnderTest.gateway(keys), endpoints: used.joined(separator: "---\n"), workers: 1
            ) { gateway in
                try await eventually("they are open, and idle") {
                    let calls = try await gateway.sample(#"tutti_upstream_transfers_running{worker="0"}"#)
                    let routes = try await gateway.sample(#"tutti_stream_connections{worker="0",state="busy"}"#)
                    return upstream.connections == connections && calls == 0 && routes == 0
                }
                for way in ways {
                    for _ in 0..<3 {
                        #expect(try await HTTPConnection.get(port: gateway.port, "/\(way)").status == 200)
                    }
                }
                #expect(upstream.connections == connections)
            }
        }
    }
}
