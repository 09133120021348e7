import FixtureServices
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import FilesOnDisk
import TestCertificates
import Testing
import TuttiResilience

@testable import TuttiServer

/// Listeners with TLS, over real connections.
@Suite struct TLSTests {
    /// Runs `body` against a gateway with these listeners, whose endpoint `/a` has what the service says.
    private func serving<Result>(
        _ listen: String, body text: String = "{\"a\":1}", configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (RunningGateway) async throws -> Result
    ) async throws -> Result {
        let service = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: text) }
        do {
            let result = try await RunningGateway.serving(
                gateway:
                    "listen: \(listen)\nservices: { users: { instances: [\"http://127.0.0.1:\(service.port)\"], max-response: 4MiB } }\n",
                endpoints: "endpoint: GET /a\ncalls: { a: { service: users, get: /x } }\nresponse: a\n",
                configure: configure, body)
            await service.stop()
            return result
        } catch {
            await service.stop()
            throw error
        }
    }

    @Test func requestsAreAnsweredOverTLS() async throws {
        let files = try CertificateFolder()
        try await serving(files.listen()) { gateway in
            try await HTTPConnection.open(port: gateway.port, tls: TLSClient()) { connection in
                for _ in 0..<2 {
                    let response = try await connection.request(.GET, "/a")
                    #expect(response.status == 200)
                    #expect(response.body == "{\"a\":1}")
                    #expect(response.headers.first(name: "strict-transport-security") == nil)
                }
            }
            #expect(try await gateway.sample("tutti_client_handshakes_total{result=\"completed\"}") == 1)
            #expect(try await gateway.sample("tutti_client_handshakes_total{result=\"failed\"}") == 0)
        }
    }

    /// Its parts are not copied where the socket takes them; TLS takes buffers alone.
    @Test func aLargeResponseArrivesWhole() async throws {
        let files = try CertificateFolder()
        let text = "\"\(String(repeating: "tutti", count: 300_000))\""
        try await serving(files.listen(), body: text) { gateway in
            let response = try await HTTPConnection.get(port: gateway.port, "/a", tls: TLSClient())
            #expect(response.body == text)
        }
    }

    @Test func aFileArrivesWhole() async throws {
        let files = try CertificateFolder()
        let folder = try FolderOnDisk()
        let text = String(repeating: "tutti", count: 300_000)
        try folder.write(text, to: "large.txt")
        try await RunningGateway.serving(
            gateway: "listen: \(files.listen())\nservices: { users: { instances: [\"http://127.0.0.1:1\"] } }\n",
            endpoints: "route: /**\nfiles: \(folder.path)\n"
        ) { gateway in
            let response = try await HTTPConnection.get(port: gateway.port, "/large.txt", tls: TLSClient())
            #expect(response.status == 200 && response.body == text)
        }
    }

    @Test func theCertificateIsThatOfTheName() async throws {
        let files = try CertificateFolder()
        try await serving(files.listen(certificates: ["wild", "shop"])) { gateway in
            for host in ["shop.example.com", "localhost", "api.example.com"] {
                let response = try await HTTPConnection.get(port: gateway.port, "/a", tls: TLSClient(host: host))
                #expect(response.status == 200, "\(host)")
            }
            // The first one, which is not for this name.
            await #expect(throws: (any Error).self) {
                _ = try await HTTPConnection.get(port: gateway.port, "/a", tls: TLSClient(host: "example.org"))
            }
        }
    }

    private static let client = (chain: TestCertificates.client, key: TestCertificates.clientKey)
    private static let stranger = (chain: TestCertificates.stranger, key: TestCertificates.strangerKey)

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13], [true, false])
    func clientsShowCertificates(version: TLSVersion, areRequired: Bool) async throws {
        let files = try CertificateFolder()
        let clients = "clients: { ca: \(files.path("ca.pem")), required: \(areRequired) }"
        try await serving(files.listen(tls: clients)) { gateway in
            func status(_ certificate: (chain: String, key: String)?) async -> Int? {
                let tls = TLSClient(certificate: certificate, highestVersion: version)
                return try? await HTTPConnection.get(port: gateway.port, "/a", tls: tls).status
            }
            #expect(await status(Self.client) == 200)
            #expect(await status(nil) == (areRequired ? nil : 200))
            #expect(await status(Self.stranger) == nil)
        }
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func expressionsSeeTheCertificateOfTheClient(version: TLSVersion) async throws {
        let files = try CertificateFolder()
        let listen = files.listen(tls: "clients: { ca: \(files.path("ca.pem")), required: false }")
        let endpoints = """
            route: GET /who
            respond: { body: { all: client.certificate, mine: "client.certificate.subject == 'O=Tutti,CN=client seven'" } }
            ---
            route: GET /header
            respond: { body: "'x'" }
            response-headers: { client-cert: ":{client.certificate.der}:", x-client-cert: "{client.certificate.fingerprint}" }
            """
        try await RunningGateway.serving(gateway: "listen: \(listen)\nservices: {}\n", endpoints: endpoints) {
            gateway in
            let shown = TLSClient(certificate: Self.client, highestVersion: version)
            let who = try await HTTPConnection.get(port: gateway.port, "/who", tls: shown).body
            let der = TestCertificates.client.split(separator: "\n").dropFirst().dropLast().joined()
            let fingerprint = "14cd3b8bd5ee1941e71491edce46f725a8ddaa88c5cf0eef60fea4eace2522d8"
            let expected =
                #"{"all":{"subject":"O=Tutti,CN=client seven","issuer":"CN=Tutti test authority ca","serial":"05","#
                + #""fingerprint":"\#(fingerprint)","dns":[],"uris":[],"not_after":4733510400,"der":"\#(der)"},"mine":true}"#
            #expect(who == expected)
            let header = try await HTTPConnection.get(port: gateway.port, "/header", tls: shown)
            #expect(header.headers["client-cert"] == [":\(der):"])
            #expect(header.headers["x-client-cert"] == [fingerprint])
            let hidden = TLSClient(highestVersion: version)
            #expect(
                try await HTTPConnection.get(port: gateway.port, "/who", tls: hidden).body
                    == #"{"all":null,"mine":false}"#)
            let none = try await HTTPConnection.get(port: gateway.port, "/header", tls: hidden)
            #expect(none.headers["client-cert"] == [])
        }
    }

    /// What a client says of its certificate, in whatever spelling, is nobody's word; where the gateway asks for none, it is a header as
    /// any other.
    @Test(arguments: [true, false]) func onlyTheGatewaySaysWhichCertificateWasShown(asks: Bool) async throws {
        let files = try CertificateFolder()
        let clients = asks ? "clients: { ca: \(files.path("ca.pem")), required: false }" : ""
        let endpoints = """
            route: POST /header
            respond: { body: '[headers."client-cert", headers."client_cert_chain", headers."client-certs"]' }
            """
        try await RunningGateway.serving(
            gateway: "listen: \(files.listen(tls: clients))\nservices: {}\n", endpoints: endpoints
        ) { gateway in
            try await HTTPConnection.open(port: gateway.port, tls: TLSClient()) { connection in
                let response = try await connection.request(
                    .POST, "/header", body: "",
                    headers: [("Client-Cert", ":a:"), ("client_cert_chain", ":b:"), ("Client-Certs", "c")])
                #expect(response.body == (asks ? #"[null,null,"c"]"# : #"[":a:",":b:","c"]"#))
            }
        }
    }

    /// Of a session that is resumed, the certificate is known and not shown again; another context doesn't know the session.
    @Test(arguments: ["-tls1_2", "-tls1_3"]) func aResumedSessionHasTheCertificateOfItsFirstHandshake(version: String)
        async throws
    {
        let files = try CertificateFolder()
        let listen = files.listen(tls: "clients: { ca: \(files.path("ca.pem")), required: true }")
        let endpoints = "route: GET /who\nrespond: { body: client.certificate.subject }\n"
        let gateway = "listen: \(listen)\nservices: {}\n"
        let folder = try TemporaryFolder([
            "client.pem": TestCertificates.client, "client.key": TestCertificates.clientKey,
        ])
        func file(_ name: String) -> String { folder.url.appendingPathComponent(name).path }
        func who(_ port: Int, _ session: String) async throws -> String {
            try await SessionOfOpenSSL.response(
                to: "GET /who HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n", port: port,
                [version, "-servername", "shop.example.com", session, file("session.pem")]
                    + (session == "-sess_out" ? ["-cert", file("client.pem"), "-key", file("client.key")] : []))
        }
        try await RunningGateway.serving(gateway: gateway, endpoints: endpoints) { gateway in
            let first = try await who(gateway.port, "-sess_out")
            #expect(first.contains("\"O=Tutti,CN=client seven\"") && !first.contains("\nReused, "), "\(first)")
            let second = try await who(gateway.port, "-sess_in")
            #expect(second.contains("\"O=Tutti,CN=client seven\"") && second.contains("\nReused, "), "\(second)")
        }
        try await RunningGateway.serving(gateway: gateway, endpoints: endpoints) { gateway in
            let other = try await who(gateway.port, "-sess_in")
            #expect(!other.contains("client seven") && !other.contains("\nReused, "), "\(other)")
        }
    }

    @Test(arguments: [TLSVersion.tlsv1, .tlsv11])
    func oldVersionsAreRefused(version: TLSVersion) async throws {
        try await refuses(TLSClient(highestVersion: version))
    }

    @Test(arguments: ["ECDHE-ECDSA-AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-SHA"])
    func suitesWithoutForwardSecrecyOrAuthenticationAreRefused(suite: String) async throws {
        try await refuses(TLSClient(highestVersion: .tlsv12, suites: suite))
    }

    private func refuses(_ client: TLSClient) async throws {
        let files = try CertificateFolder()
        try await serving(files.listen()) { gateway in
            await #expect(throws: (any Error).self) {
                _ = try await HTTPConnection.get(port: gateway.port, "/a", tls: client)
            }
            try await gateway.eventually("tutti_client_handshakes_total{result=\"failed\"}", is: 1)
        }
    }

    @Test func aRequestWithoutTLSIsToldWhatIsWrong() async throws {
        let files = try CertificateFolder()
        try await serving(files.listen()) { gateway in
            let response = try await HTTPConnection.get(port: gateway.port, "/a")
            #expect(response.status == 400)
            #expect(response.headers["content-type"] == ["text/plain; charset=utf-8"])
            #expect(response.headers["connection"] == ["close"])
            #expect(response.body.hasPrefix("This port speaks HTTPS, and the request came without TLS"))
            try await gateway.eventually("tutti_client_handshakes_total{result=\"failed\"}", is: 1)
            try await gateway.eventually("tutti_client_connections", is: 0)
        }
    }

    @Test(arguments: [[0x00], [0x80, 0x2E, 0x01], [0x15, 0x03, 0x01, 0x00, 0x02, 0x01, 0x00]] as [[UInt8]])
    func whoSpeaksNeitherIsCutOff(bytes: [UInt8]) async throws {
        let files = try CertificateFolder()
        try await serving(files.listen(), configure: { $0.limits.handshakeTime = .milliseconds(500) }) { gateway in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: gateway.port).get()
            // On a busy machine it may be cut off before it has spoken.
            try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))
            try await channel.closeFuture.get()
            try await gateway.eventually("tutti_client_handshakes_total{result=\"failed\"}", is: 1)
            try await gateway.eventually("tutti_client_connections", is: 0)
        }
    }

    @Test func aHandshakeThatTakesTooLongIsCutOff() async throws {
        let files = try CertificateFolder()
        try await serving(files.listen(), configure: { $0.limits.handshakeTime = .milliseconds(50) }) { gateway in
            // The beginning of a record.
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: gateway.port).get()
            try await channel.writeAndFlush(ByteBuffer(bytes: [0x16, 0x03, 0x01]))
            try await channel.closeFuture.get()
            try await gateway.eventually("tutti_client_handshakes_total{result=\"failed\"}", is: 1)
            try await gateway.eventually("tutti_client_connections", is: 0)
        }
    }

    @Test func browsersAreToldToStayWithHTTPS() async throws {
        let files = try CertificateFolder()
        let listen = "[\(files.listen(tls: "strict-transport-security: max-age=60")), 127.0.0.1:0]"
        try await serving(listen) { gateway in
            let secure = try await HTTPConnection.get(port: gateway.ports[0], "/none", tls: TLSClient())
            #expect(secure.headers["strict-transport-security"] == ["max-age=60"])
            let plain = try await HTTPConnection.get(port: gateway.ports[1], "/a")
            #expect(plain.headers["strict-transport-security"] == [])
            #expect(plain.body == "{\"a\":1}")
        }
    }

    /// A proxy in front that ends TLS itself: its clients would be redirected for ever.
    @Test func whoHasUsedHTTPSUpToATrustedProxyIsServed() async throws {
        let listen = "{ address: 127.0.0.1:0, redirect-to-https: true }\ntrusted-proxies: [127.0.0.1]"
        try await serving(listen) { gateway in
            try await HTTPConnection.open(port: gateway.port) { connection in
                for (scheme, status) in [("https", 200), ("http", 308)] {
                    let headers = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", scheme)]
                    let response = try await connection.request(.GET, "/a", headers: headers)
                    #expect(response.status == status)
                }
            }
        }
    }

    @Test(arguments: [
        ("/a", "https://localhost:8443/a"), ("/a?b=c&d", "https://localhost:8443/a?b=c&d"),
        ("http://shop.example.com:80/%20", "https://shop.example.com:8443/%20"),
    ])
    func requestsAreRedirectedToHTTPS(target: String, location: String) async throws {
        try await serving("{ address: 127.0.0.1:0, redirect-to-https: 8443 }") { gateway in
            try await HTTPConnection.open(port: gateway.port) { connection in
                for body in [nil, "text"] {
                    let response = try await connection.request(body == nil ? .GET : .POST, target, body: body)
                    #expect(response.status == 308)
                    #expect(response.headers["location"] == [location])
                }
            }
        }
    }
}
