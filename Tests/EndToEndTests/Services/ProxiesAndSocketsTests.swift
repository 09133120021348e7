import Foundation
import TestCertificates
import Testing

/// Services that are reached through a proxy, or by a socket in the file system: by calls and by routes.
@Suite struct ProxiesAndSocketsTests {
    typealias Way = ServiceUnderTest.Way

    /// The first lines of requests, and their headers that concern where they go.
    private func heads(_ upstream: RawUpstream) -> [String] {
        upstream.takeHeads().map { head in
            let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
            let telling = lines.dropFirst().map { $0.lowercased() }.filter {
                $0.hasPrefix("host:") || $0.hasPrefix("proxy-authorization:") || $0.hasPrefix("user-agent:")
            }
            return ([lines[0]] + telling.sorted()).joined(separator: "\n")
        }
    }

    // The name resolves to nothing: the proxy looks it up.
    @Test(arguments: Way.allCases)
    func aTunnelIsOpenedOnceForMoreThanOneRequest(way: Way) async throws {
        let place = RawUpstream.Place(proxyAnswer: "HTTP/1.1 200 OK\r\nX: y\r\n\r\n")
        try await RawUpstream.serving(at: place) { upstream, port in
            let keys = """
                instances: ["http://orders.invalid:8080"], proxy: "http://us%20er:geheim@127.0.0.1:\(port)", user-agent: shop/1
                """
            let statuses = try await ServiceUnderTest.statuses(way, keys, requests: 2)
            #expect(statuses == [200, 200])
            // A route passes the client's own on, which has none here.
            let agent = way == .route ? "" : "\nuser-agent: shop/1"
            let request = "GET /x HTTP/1.1\nhost: orders.invalid:8080\(agent)"
            #expect(
                heads(upstream) == [
                    "CONNECT orders.invalid:8080 HTTP/1.1\nhost: orders.invalid:8080\n"
                        + "proxy-authorization: basic dxmgzxi6z2vozwlt",
                    request, request,
                ])
            #expect(upstream.connections == 1)
        }
    }

    @Test(arguments: Way.allCases)
    func tlsGoesThroughTheTunnelToTheService(way: Way) async throws {
        let folder = try TemporaryFolder(["ca.pem": TestCertificates.authority])
        let place = RawUpstream.Place(
            tls: try ServiceUnderTest.tls(), proxyAnswer: "HTTP/1.1 200 Connection established\r\n\r\n")
        try await RawUpstream.serving(at: place) { upstream, port in
            let keys = """
                instances: ["https://shop.example.com"], proxy: "http://127.0.0.1:\(port)/", tls: { ca: \(folder.url.path)/ca.pem }
                """
            let statuses = try await ServiceUnderTest.statuses(way, keys, requests: 2)
            #expect(statuses == [200, 200])
            #expect(upstream.takeNames() == ["shop.example.com"])
            #expect(heads(upstream).first == "CONNECT shop.example.com:443 HTTP/1.1\nhost: shop.example.com:443")
        }
    }

    @Test(arguments: Way.allCases, ["407 Proxy Authentication Required", "502 Bad Gateway"])
    func aProxyThatRefusesIsAFailedConnection(way: Way, status: String) async throws {
        let answer = "HTTP/1.1 \(status)\r\nContent-Length: 2\r\n\r\nno"
        try await RawUpstream.serving(at: RawUpstream.Place(proxyAnswer: answer)) { upstream, port in
            let keys = "instances: [\"http://orders.invalid\"], proxy: \"http://127.0.0.1:\(port)\""
            try await RunningGateway.serving(
                gateway: ServiceUnderTest.gateway(keys), endpoints: ServiceUnderTest.endpoints
            ) { gateway in
                let response = try await HTTPConnection.get(port: gateway.port, "/\(way.rawValue)")
                #expect(response.status == 502)
                #expect(response.body.contains("connect"), "\(response.body)")
            }
            #expect(heads(upstream).allSatisfy { $0.hasPrefix("CONNECT ") })
        }
    }

    @Test(arguments: Way.allCases)
    func aProxyThatIsNotThereIsAFailedConnection(way: Way) async throws {
        let keys = "instances: [\"http://orders.invalid\"], proxy: \"http://127.0.0.1:1\""
        let statuses = try await ServiceUnderTest.statuses(way, keys)
        #expect(statuses == [502])
    }

    @Test(arguments: Way.allCases)
    func aSocketInTheFileSystemIsAnInstance(way: Way) async throws {
        let folder = try TemporaryFolder([:])
        let path = folder.url.path + "/s.sock"
        try await RawUpstream.serving(at: RawUpstream.Place(socketPath: path)) { upstream, _ in
            let two = try await ServiceUnderTest.statuses(
                way, "instances: [\"unix:\(path)\"], user-agent: a", requests: 2)
            #expect(two == [200, 200])
            #expect(upstream.connections == 1)
            #expect(heads(upstream).first?.contains("\nhost: localhost") == true)
            let named = "instances: [\"unix:\(path)\"], host: api.example.com"
            let one = try await ServiceUnderTest.statuses(way, named)
            #expect(one == [200])
            #expect(heads(upstream).first?.contains("\nhost: api.example.com") == true)
        }
        let none = try await ServiceUnderTest.statuses(way, "instances: [\"unix:\(path)\"]")
        #expect(none == [502])
    }
}
