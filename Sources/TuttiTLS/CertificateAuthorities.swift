internal import NIOSSL

/// The authorities that may have signed the certificates of clients.
package struct CertificateAuthorities: Sendable {
    let certificates: [NIOSSLCertificate]

    /// Reads certificates in PEM; nil when there is none, or one that can't be read.
    package init?(_ bytes: [UInt8]) {
        // NIOSSL traps on an empty text.
        guard !bytes.isEmpty, let read = try? NIOSSLCertificate.fromPEMBytes(bytes), !read.isEmpty else { return nil }
        certificates = read
    }
}
