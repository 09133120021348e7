import Foundation
import NIOHTTP1
import NIOSSL
import TestCertificates

/// A gateway with one service, which an endpoint calls and a route forwards to: each of the two has connections of its own.
enum ServiceUnderTest {
    /// The two ways to the service: by libcurl, and by channels of the gateway's own.
    enum Way: String, CaseIterable {
        case call, route
    }

    static let endpoints = """
        endpoint: GET /call
        calls: { a: { service: one, get: /x } }
        ---
        route: GET /route
        to: one
        rewrite: /x
        """

    /// The gateway.yaml of a service with these keys.
    static func gateway(_ keys: String) -> String {
        "services: { one: { connect-timeout: 10s, timeout: 10s, \(keys) } }\n"
    }

    /// The statuses of so many requests on one of the two ways, to a gateway whose service has these keys.
    static func statuses(_ way: Way, _ keys: String, requests: Int = 1) async throws -> [Int] {
        try await RunningGateway.serving(gateway: gateway(keys), endpoints: endpoints) { gateway in
            try await HTTPConnection.open(port: gateway.port) { connection in
                var statuses: [Int] = []
                for _ in 0..<requests {
                    statuses.append(try await connection.request(.GET, "/\(way.rawValue)").status)
                }
                return statuses
            }
        }
    }

    /// A server's TLS with a certificate for `shop.example.com`, `localhost` and 127.0.0.1, unless it is another one.
    static func tls(_ certificate: String = TestCertificates.shop) throws -> TLSConfiguration {
        TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(TestCertificates.shopKey.utf8), format: .pem)))
    }

    /// The same, which asks clients for certificates of the test's authority.
    static func tlsForClients() throws -> TLSConfiguration {
        var tls = try tls()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.authority.utf8)))
        tls.certificateVerification = .noHostnameVerification
        return tls
    }
}
