internal import NIOCore
package import NIOSSL
internal import Synchronization
package import TuttiPlan

/// TLS as a client speaks it, to services and to Redis: 1.2 and up, their names verified, with the authorities that the machine trusts or those of a plan.
///
/// The settings are read once, on a thread that serves nobody: reading the machine's authorities takes some 20 ms.
package final class ClientTLS: Sendable {
    /// A file of the plan can't be used, which the compiler of the files has refused.
    package struct Unusable: Error {}

    /// With the authorities that the machine trusts, and no certificate.
    package static let machine = ClientTLS(ServiceTLSPlan(), protocols: ["http/1.1"])

    /// The forms of TLS 1.2 that are not known to be weak: ephemeral keys, and encryption that authenticates.
    private static let cipherSuites =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    private let plan: ServiceTLSPlan
    private let protocols: [String]
    private let settings = Mutex<Result<NIOSSLContext, any Error>?>(nil)

    /// TLS as a plan has it; `protocols` are what is spoken in it (ALPN), none for what has no name there.
    package init(_ plan: ServiceTLSPlan, protocols: [String]) {
        self.plan = plan
        self.protocols = protocols
    }

    /// The settings, if they are known to have been read.
    ///
    /// Never waits, so nil does not say that they have not.
    package var context: Result<NIOSSLContext, any Error>? { settings.withLockIfAvailable { $0 } ?? nil }

    /// The settings, which are read unless that was done; waits for it.
    @discardableResult
    package func read() -> Result<NIOSSLContext, any Error> {
        settings.withLock { settings in
            if let settings { return settings }
            let read = Result { try NIOSSLContext(configuration: configuration()) }
            settings = read
            return read
        }
    }

    /// The handler of a connection to a host, which is a name or an IP literal.
    ///
    /// - Returns: the handler, and whom the certificate has to be for, beyond what the handler checks.
    /// - Throws: why there can be none, with that host or these settings.
    package func handler(_ context: NIOSSLContext, host: String) throws -> (NIOSSLClientHandler, PeerName?) {
        let name = plan.name ?? host
        // RFC 6066, 3: an address is no name to be sent. It is looked for in the certificate all the same.
        let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
        let handler = try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : name)
        return (handler, isAddress ? nil : PeerName(name))
    }

    private func configuration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = plan.minimum == .tls13 ? .tlsv13 : .tlsv12
        configuration.cipherSuites = Self.cipherSuites
        configuration.applicationProtocols = protocols
        if let authorities = plan.authorities {
            configuration.trustRoots = .certificates(try Self.certificates(authorities))
        }
        if let certificate = plan.certificate {
            guard !certificate.key.isEmpty else { throw Unusable() }
            configuration.certificateChain = try Self.certificates(certificate.chain).map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: certificate.key, format: .pem))
        }
        return configuration
    }

    private static func certificates(_ bytes: [UInt8]) throws -> [NIOSSLCertificate] {
        // NIOSSL traps on an empty text.
        guard !bytes.isEmpty else { throw Unusable() }
        let certificates = try NIOSSLCertificate.fromPEMBytes(bytes)
        guard !certificates.isEmpty else { throw Unusable() }
        return certificates
    }
}
