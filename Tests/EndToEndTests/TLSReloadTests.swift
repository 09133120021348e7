import FixtureServices
import Foundation
import NIOHTTP1
import TestCertificates
import Testing

/// Certificates that are read anew while the gateway runs.
@Suite struct TLSReloadTests {
    private static func gateway(users: Int, certificate: String) -> String {
        """
        listen: { address: 127.0.0.1:0, tls: { certificates: [{ certificate: \(certificate).pem, key: \(certificate).key }] } }
        admin: 127.0.0.1:0
        services: { users: { instances: ["http://127.0.0.1:\(users)"] } }
        """
    }

    private func folder(_ gateway: String) throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml": gateway,
            "a.yaml": "endpoint: GET /a\ncalls: { a: { service: users, get: /x } }\nresponse: a\n",
            "shop.pem": TestCertificates.shop, "shop.key": TestCertificates.shopKey,
            "wild.pem": TestCertificates.wildcard, "wild.key": TestCertificates.wildcardKey,
        ])
    }

    @Test func newConnectionsGetTheNewCertificateAndOldOnesGoOn() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: "1") }
        let folder = try folder(Self.gateway(users: users.port, certificate: "shop"))
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--workers", "1")
        let (port, admin) = try await gateway.ports()
        let (shop, api) = (TLSClient(), TLSClient(host: "api.example.com"))
        try await HTTPConnection.open(port: port, tls: shop) { connection in
            #expect(try await connection.request(.GET, "/a").status == 200)
            try folder.write("gateway.yaml", Self.gateway(users: users.port, certificate: "wild"))
            let report = try await HTTPConnection.reload(port: admin)
            #expect(report.status == 200)
            #expect(report.body.contains("\"takes-restart\":[]"), "\(report.body)")
            #expect(try await connection.request(.GET, "/a").status == 200)
        }
        #expect(try await HTTPConnection.get(port: port, "/a", tls: api).status == 200)
        let metrics = try await HTTPConnection.get(port: admin, "/metrics").body
        let expiry = "tutti_certificate_expiry_timestamp_seconds{listener=\"127.0.0.1:0\",certificate=\"wild.pem\"}"
        #expect(metrics.contains("\(expiry) 4733510400\n"))
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    /// `--watch`: no composition file is touched.
    @Test func aCertificateThatChangesIsReadAnewAndABrokenOneIsNot() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: "1") }
        let folder = try folder(Self.gateway(users: users.port, certificate: "shop"))
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--workers", "1", "--watch")
        let (port, _) = try await gateway.ports()
        #expect(try await HTTPConnection.get(port: port, "/a", tls: TLSClient()).status == 200)

        try folder.write("shop.pem", "text")
        _ = try await gateway.message("reload refused")
        #expect(try await HTTPConnection.get(port: port, "/a", tls: TLSClient()).status == 200)

        try folder.write("shop.key", TestCertificates.wildcardKey)
        try folder.write("shop.pem", TestCertificates.wildcard)
        _ = try await gateway.message("reloaded ")
        let api = TLSClient(host: "api.example.com")
        #expect(try await HTTPConnection.get(port: port, "/a", tls: api).status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    /// A deployment that has written one of the two files alone.
    @Test func aPairThatDoesNotMatchChangesNothing() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: "1") }
        let folder = try folder(Self.gateway(users: users.port, certificate: "shop"))
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--workers", "1")
        let (port, admin) = try await gateway.ports()
        try folder.write("shop.pem", TestCertificates.wildcard)
        let report = try await HTTPConnection.reload(port: admin)
        #expect(report.status == 422)
        #expect(report.body.contains("\"code\":\"invalid-certificate\""), "\(report.body)")
        #expect(try await HTTPConnection.get(port: port, "/a", tls: TLSClient()).status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }
}
