import NIOSSL
import TestCertificates

/// How a client of a test speaks TLS.
struct TLSClient {
    /// The host name that it asks for, and that the certificate must have.
    var host = "shop.example.com"
    /// The certificate that it shows, and its key; nil for none.
    var certificate: (chain: String, key: String)?
    /// The highest version that it speaks.
    var highestVersion: TLSVersion = .tlsv13
    /// The suites that it offers for TLS 1.2 and before, as OpenSSL names them; nil for those that are usual.
    var suites: String?

    func handler() throws -> NIOSSLClientHandler {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try Self.certificates(TestCertificates.authority))
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = highestVersion
        if let suites { configuration.cipherSuites = suites }
        if let certificate {
            configuration.certificateChain = try Self.certificates(certificate.chain).map { .certificate($0) }
            let key = try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
            configuration.privateKey = .privateKey(key)
        }
        return try NIOSSLClientHandler(context: NIOSSLContext(configuration: configuration), serverHostname: host)
    }

    private static func certificates(_ text: String) throws -> [NIOSSLCertificate] {
        try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
    }
}
