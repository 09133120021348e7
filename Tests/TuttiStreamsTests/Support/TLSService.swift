import ChildProcess
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// A service that speaks HTTP/1.1 over TLS: it sends the same bytes in response to each request, none of which has a body.
final class TLSService: Sendable {
    /// What the service's certificate is like.
    enum Certificate: CaseIterable {
        /// Signed by the authority, for 127.0.0.1 and localhost.
        case valid
        /// Signed by the authority, for another name and address.
        case forAnotherName
        /// Signed by the authority, and over since yesterday.
        case expired
        /// Signed by itself.
        case selfSigned
    }

    /// How a connection ends behind a response.
    enum End {
        case stays
        /// As TLS wants it.
        case closes
        /// The socket is closed without a word of TLS.
        case breaks
    }

    let port: Int
    /// The authority's certificate, in PEM.
    var authority: [UInt8] {
        get throws { Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/authority.pem"))) }
    }
    private let folder: String
    private let channel: any Channel

    /// A service that listens.
    init(
        _ certificate: Certificate = .valid, version: TLSVersion? = nil,
        response: String = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", end: End = .stays
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Self.makeCertificate(certificate, in: folder)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(folder + "/cert.pem").map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: folder + "/key.pem", format: .pem)))
        configuration.applicationProtocols = ["http/1.1"]
        if let version {
            configuration.minimumTLSVersion = .tlsv1
            configuration.maximumTLSVersion = version
        }
        let context = try NIOSSLContext(configuration: configuration)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLServerHandler(context: context), Answering(response: response, end: end))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    deinit {
        channel.close(promise: nil)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func makeCertificate(_ kind: Certificate, in folder: String) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try run(
            ["req", "-x509"] + key + ["-subj", "/CN=authority", "-keyout", "authority.key", "-out", "authority.pem"],
            in: folder)
        let name = kind == .forAnotherName ? "DNS:another.example,IP:127.0.0.2" : "DNS:localhost,IP:127.0.0.1"
        let subject = ["-subj", "/CN=server", "-addext", "subjectAltName=\(name)", "-keyout", "key.pem"]
        if kind == .selfSigned {
            return try run(["req", "-x509"] + key + subject + ["-out", "cert.pem"], in: folder)
        }
        try run(["req", "-new"] + key + subject + ["-out", "request.pem"], in: folder)
        try run(
            [
                "x509", "-req", "-in", "request.pem", "-copy_extensions", "copy", "-CA", "authority.pem",
                "-CAkey", "authority.key", "-days", kind == .expired ? "-1" : "2", "-out", "cert.pem",
            ], in: folder)
    }

    private static func run(_ arguments: [String], in folder: String) throws {
        guard try ChildProcess("/usr/bin/openssl", arguments, in: folder).wait() == 0 else {
            throw POSIXError(.EINVAL)
        }
    }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let response: String
    private let end: TLSService.End
    private var received = ""

    init(response: String, end: TLSService.End) {
        self.response = response
        self.end = end
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        while let head = received.unicodeScalars.firstRange(of: "\r\n\r\n".unicodeScalars) {
            received = String(received.unicodeScalars[head.upperBound...])
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: response)), promise: nil)
            switch end {
            case .stays: break
            case .closes: context.close(promise: nil)
            case .breaks:
                let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
                tls?.close(promise: nil)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
