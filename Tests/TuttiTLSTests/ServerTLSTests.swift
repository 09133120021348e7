import NIOCore
import NIOEmbedded
import NIOSSL
import TestCertificates
import Testing
import TuttiPlan

@testable import TuttiTLS

/// What is known of a client once its handshake has ended.
@Suite struct ServerTLSTests {
    private static func pem(_ text: String) throws -> [NIOSSLCertificate] {
        try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
    }

    /// The certificate is valid at the handshake; a session that is resumed asks again, some time later.
    @Test(arguments: [(0, true), (4_733_510_400, true), (4_733_510_401, false)])
    func aCertificateIsTakenToItsLastSecond(now: Int, isTaken: Bool) throws {
        let plan = TLSPlan(
            certificates: [
                TLSPlan.Certificate(
                    path: "shop.pem", chain: Array(TestCertificates.shop.utf8),
                    key: Array(TestCertificates.shopKey.utf8))
            ],
            clients: TLSPlan.Clients(authorities: Array(TestCertificates.authority.utf8), areRequired: true),
            strictTransportSecurity: nil)
        let tls = try ServerTLS(plan, protocols: ["http/1.1"])
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try Self.pem(TestCertificates.authority))
        configuration.certificateChain = try Self.pem(TestCertificates.client).map { .certificate($0) }
        configuration.privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: Array(TestCertificates.clientKey.utf8), format: .pem))
        let server = EmbeddedChannel(handler: tls.handler())
        let client = EmbeddedChannel(
            handler: try NIOSSLClientHandler(
                context: NIOSSLContext(configuration: configuration), serverHostname: "shop.example.com"))
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        server.connect(to: address, promise: nil)
        client.connect(to: address, promise: nil)
        var hasMoved = true
        while hasMoved {
            hasMoved = false
            while let bytes = try client.readOutbound(as: ByteBuffer.self) {
                try server.writeInbound(bytes)
                hasMoved = true
            }
            while let bytes = try server.readOutbound(as: ByteBuffer.self) {
                try client.writeInbound(bytes)
                hasMoved = true
            }
        }
        let pipeline = server.pipeline.syncOperations
        if isTaken {
            #expect(try tls.clientCertificate(on: pipeline, now: now)?.subject == "O=Tutti,CN=client seven")
        } else {
            #expect(throws: ServerTLS.ExpiredCertificate.self) { try tls.clientCertificate(on: pipeline, now: now) }
        }
    }
}
