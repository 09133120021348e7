package import NIOCore
package import NIOSSL
package import TuttiPlan

/// TLS as a listener speaks it: shared by all its connections, until its certificates are read anew.
///
/// TLS 1.2 and 1.3. Of TLS 1.2 only suites with forward secrecy and authenticated encryption (RFC 9325, 4.2); NIOSSL's defaults go down
/// to TLS 1.0. There is one context for a listener and what it asks of clients: a resumed session doesn't show its certificate again,
/// and is known to this context alone (CVE-2025-23419).
package struct ServerTLS: Sendable {
    /// Why there is no TLS with what the plan has.
    package struct Unusable: Error {
        /// The path of the certificate; nil for the authorities of clients.
        package let path: String?
    }

    private static let cipherSuites =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    private let context: NIOSSLContext
    private let asksClients: Bool
    /// When each certificate expires, in seconds since 1970, by its path.
    package let expiries: [(path: String, notAfter: Int64)]

    /// TLS with the certificates of a plan.
    ///
    /// - Parameters:
    ///   - plan: the certificates, at least one, and what is asked of clients.
    ///   - protocols: the identifiers that clients may choose among by ALPN (RFC 7301), the best first.
    /// - Throws: ``Unusable``; the compiler of the files has refused what would lead to it.
    package init(_ plan: TLSPlan, protocols: [String]) throws(Unusable) {
        var certificates: [ServerCertificate] = []
        for certificate in plan.certificates {
            guard let read = try? ServerCertificate(chain: certificate.chain, key: certificate.key) else {
                throw Unusable(path: certificate.path)
            }
            certificates.append(read)
        }
        guard let first = certificates.first else { throw Unusable(path: "") }
        expiries = zip(plan.certificates, certificates).map { ($0.path, $1.notAfter) }

        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: first.chain.map { .certificate($0) }, privateKey: .privateKey(first.key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuites = Self.cipherSuites
        configuration.applicationProtocols = protocols
        // How long a connection that is closed waits for the other side to close it, too.
        configuration.shutdownTimeout = .seconds(1)
        asksClients = plan.clients != nil
        if let clients = plan.clients {
            guard let roots = CertificateAuthorities(clients.authorities) else { throw Unusable(path: nil) }
            configuration.trustRoots = .certificates(roots.certificates)
            configuration.certificateVerification =
                clients.areRequired ? .noHostnameVerification : .optionalVerification
            configuration.sendCANameList = true
        }
        if certificates.count > 1 {
            let choice = CertificateChoice(certificates.map(\.names))
            let overrides = certificates.map { certificate in
                var change = NIOSSLContextConfigurationOverride()
                change.certificateChain = certificate.chain.map { .certificate($0) }
                change.privateKey = .privateKey(certificate.key)
                return change
            }
            configuration.sslContextCallback = { client, promise in
                let index = choice.index(for: client.serverHostname)
                promise.succeed(overrides.indices.contains(index) ? overrides[index] : .noChanges)
            }
        }
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw Unusable(path: plan.certificates.first?.path)
        }
        self.context = context
    }

    /// The first handler of a connection's pipeline, which speaks TLS with the client.
    package func handler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: context) }

    /// The certificate of the client of a connection whose handshake has ended; nil without one.
    ///
    /// It may have been shown in an earlier handshake, of the session that this one has resumed: that is held against nothing any more
    /// but the time, here.
    ///
    /// - Parameters:
    ///   - pipeline: that of the connection.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: what stands in the certificate.
    /// - Throws: ``ExpiredCertificate``: the client must not be served.
    package func clientCertificate(
        on pipeline: ChannelPipeline.SynchronousOperations, now: Int
    ) throws(ExpiredCertificate) -> CertificateContent? {
        guard asksClients, let certificate = try? pipeline.nioSSL_peerCertificate(),
            let bytes = try? certificate.toDERBytes(), let content = CertificateContent(der: bytes)
        else { return nil }
        // RFC 5280, 4.1.2.5: the last second is within its validity.
        guard let notAfter = content.notAfter, now <= notAfter else { throw ExpiredCertificate() }
        return content
    }

    /// The certificate of a client is no longer valid.
    package struct ExpiredCertificate: Error {}
}
