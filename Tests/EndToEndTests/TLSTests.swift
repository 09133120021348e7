import FixtureServices
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

    @Test func whoDoesNotSpeakTLSIsCutOff() async throws {
        let files = try CertificateFolder()
        try await serving(files.listen()) { gateway in
            await #expect(throws: (any Error).self) { _ = try await HTTPConnection.get(port: gateway.port, "/a") }
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
