import FixtureServices
import Foundation
import NIOHTTP1
import NIOSSL
import TestCertificates
import Testing

/// TLS with services, as gateway.yaml has it: for calls and for routes.
@Suite struct TLSToServicesTests {
    typealias Way = ServiceUnderTest.Way

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder([
            "ca.pem": TestCertificates.authority, "stranger.pem": TestCertificates.stranger,
            "stranger.key": TestCertificates.strangerKey, "client.pem": TestCertificates.client,
            "client.key": TestCertificates.clientKey,
        ])
    }

    /// Keys of `tls`, with `FOLDER` for where the files are.
    private func status(
        _ way: Way, _ keys: String?, of server: TLSConfiguration, host: String = "127.0.0.1"
    ) async throws -> (status: Int, names: [String?], hosts: [String]) {
        try await RawUpstream.serving(at: RawUpstream.Place(tls: server)) { upstream, port in
            let tls = keys.map { ", tls: { \($0.replacing("FOLDER", with: folder.url.path)) }" } ?? ""
            let statuses = try await ServiceUnderTest.statuses(way, "instances: [\"https://\(host):\(port)\"]\(tls)")
            let heads = upstream.takeHeads().map { String(decoding: $0, as: UTF8.self) }
            var hosts: [String] = []
            for line in heads.joined(separator: "\r\n").components(separatedBy: "\r\n") {
                guard line.lowercased().hasPrefix("host: ") else { continue }
                hosts.append(line.dropFirst(6).replacingOccurrences(of: ":\(port)", with: ":PORT"))
            }
            return (statuses.first ?? 0, upstream.takeNames(), hosts)
        }
    }

    private static let authority = "ca: FOLDER/ca.pem"

    @Test(arguments: Way.allCases)
    func aPrivateAuthorityIsTrustedWhereItIsNamed(way: Way) async throws {
        let server = try ServiceUnderTest.tls()
        #expect(try await status(way, Self.authority, of: server).status == 200)
        #expect(try await status(way, nil, of: server).status == 502)
        #expect(try await status(way, "ca: FOLDER/stranger.pem", of: server).status == 502)
    }

    // Debian's folder of authorities is read beside a file unless it is taken away.
    @Test(
        .enabled(if: FileManager.default.isReadableFile(atPath: "/etc/ssl/certs/ca-certificates.crt")),
        arguments: Way.allCases)
    func theAuthoritiesOfTheMachineDoNotStayBesidePrivateOnes(way: Way) async throws {
        let server = try ServiceUnderTest.tls()
        #expect(try await status(way, "ca: /etc/ssl/certs/ca-certificates.crt", of: server).status == 502)
    }

    @Test(arguments: Way.allCases)
    func aCertificateForAnotherNameIsRefused(way: Way) async throws {
        let server = try ServiceUnderTest.tls()
        let refused = try await status(way, Self.authority + ", name: another.example", of: server)
        #expect(refused.status == 502 && refused.hosts.isEmpty)
    }

    @Test(arguments: Way.allCases)
    func theNameIsAskedForAndHeldAgainstTheCertificate(way: Way) async throws {
        let server = try ServiceUnderTest.tls()
        let named = try await status(way, Self.authority + ", name: shop.example.com", of: server)
        #expect(named.status == 200)
        #expect(named.names == ["shop.example.com"])
        #expect(named.hosts == ["127.0.0.1:PORT"])
        let unnamed = try await status(way, Self.authority, of: server, host: "localhost")
        #expect(unnamed.status == 200 && unnamed.names == ["localhost"] && unnamed.hosts == ["localhost:PORT"])
    }

    @Test(arguments: Way.allCases)
    func anExpiredCertificateIsRefused(way: Way) async throws {
        let server = try ServiceUnderTest.tls(TestCertificates.expired)
        #expect(try await status(way, Self.authority, of: server).status == 502)
    }

    @Test(arguments: Way.allCases)
    func theLowestVersionIsThatOfTheFile(way: Way) async throws {
        var server = try ServiceUnderTest.tls()
        server.maximumTLSVersion = .tlsv12
        #expect(try await status(way, Self.authority, of: server).status == 200)
        #expect(try await status(way, Self.authority + ", minimum: \"1.3\"", of: server).status == 502)
        server.minimumTLSVersion = .tlsv1
        server.maximumTLSVersion = .tlsv11
        #expect(try await status(way, Self.authority, of: server).status == 502)
    }

    @Test(arguments: Way.allCases)
    func theGatewayShowsItsCertificate(way: Way) async throws {
        let server = try ServiceUnderTest.tlsForClients()
        func pair(_ name: String) -> String { ", certificate: FOLDER/\(name).pem, key: FOLDER/\(name).key" }
        #expect(try await status(way, Self.authority + pair("client"), of: server).status == 200)
        #expect(try await status(way, Self.authority, of: server).status == 502)
        #expect(try await status(way, Self.authority + pair("stranger"), of: server).status == 502)
    }

    /// The certificate changes, and nothing else: connections that were opened with the old one are not used again.
    @Test(arguments: Way.allCases)
    func filesAreReadAnewOnReload(way: Way) async throws {
        let server = try ServiceUnderTest.tlsForClients()
        try await RawUpstream.serving(at: RawUpstream.Place(tls: server)) { upstream, port in
            let keys = """
                instances: ["https://127.0.0.1:\(port)"], tls: { ca: ca.pem, certificate: shown.pem, key: shown.key }
                """
            let files = try TemporaryFolder([
                "gateway.yaml": "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\n" + ServiceUnderTest.gateway(keys),
                "endpoints.yaml": ServiceUnderTest.endpoints, "ca.pem": TestCertificates.authority,
                "shown.pem": TestCertificates.client, "shown.key": TestCertificates.clientKey,
            ])
            let gateway = try RunningProgram("tutti", "serve", files.url.path, "--workers", "1")
            let (listener, admin) = try await gateway.ports()
            func status() async throws -> Int {
                try await HTTPConnection.get(port: listener, "/\(way.rawValue)").status
            }
            #expect(try await status() == 200)
            #expect(try await status() == 200)
            #expect(upstream.connections == 1)
            #expect(try await HTTPConnection.reload(port: admin).status == 200)
            #expect(try await status() == 200)
            #expect(upstream.connections == 1)
            try files.write("shown.pem", TestCertificates.stranger)
            try files.write("shown.key", TestCertificates.strangerKey)
            #expect(try await HTTPConnection.reload(port: admin).status == 200)
            #expect(try await status() == 502)
            #expect(upstream.connections > 1)
            gateway.signal(SIGTERM)
            #expect(try await gateway.exitCode() == 0)
            for secret in [TestCertificates.clientKey, TestCertificates.strangerKey] {
                let line = secret.components(separatedBy: "\n")[1]
                #expect(!(gateway.output + gateway.errors).contains(line))
            }
        }
    }
}
