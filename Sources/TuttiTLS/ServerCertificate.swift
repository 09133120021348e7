internal import NIOSSL

/// A certificate with its chain and its key, read and held against each other.
package struct ServerCertificate: Sendable {
    /// What is wrong with the two files.
    package enum Defect: Error, Sendable, Equatable, CaseIterable {
        /// The certificate's file has no certificate in PEM, or one that can't be read.
        case noCertificate
        /// The key's file has no private key in PEM, or one that can't be read.
        case noKey
        /// The key is protected by a passphrase.
        case encryptedKey
        /// The key belongs to another certificate.
        case otherKey
    }

    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    /// The host names that it is for, in lower case; `*.example.com` for every name with one more label.
    package let names: [String]
    /// When it becomes valid, in seconds since 1970.
    package let notBefore: Int64
    /// When it expires, in seconds since 1970.
    package let notAfter: Int64

    /// Reads a certificate and its key.
    ///
    /// - Parameters:
    ///   - chain: the certificate, and those between it and its root behind it, in PEM.
    ///   - key: its private key, in PEM.
    /// - Throws: what is wrong with them.
    package init(chain: [UInt8], key: [UInt8]) throws(Defect) {
        // NIOSSL traps on an empty text.
        guard !chain.isEmpty, let read = try? NIOSSLCertificate.fromPEMBytes(chain), let leaf = read.first else {
            throw .noCertificate
        }
        guard let content = (try? leaf.toDERBytes()).flatMap({ CertificateContent(der: $0) }),
            let notBefore = content.notBefore, let notAfter = content.notAfter
        else { throw .noCertificate }
        self.chain = read
        self.key = try Self.privateKey(key)
        // Those of the extension for them (RFC 9525, 6.3): the common name of the subject counts for nothing.
        names = content.dnsNames.map { $0.lowercased() }
        self.notBefore = notBefore
        self.notAfter = notAfter
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: read.map { .certificate($0) }, privateKey: .privateKey(self.key))
        guard (try? NIOSSLContext(configuration: configuration)) != nil else { throw .otherKey }
    }

    private static func privateKey(_ bytes: [UInt8]) throws(Defect) -> NIOSSLPrivateKey {
        guard !bytes.isEmpty else { throw .noKey }
        // Without a callback, the passphrase would be asked for on the terminal.
        struct Protected: Error {}
        var isProtected = false
        let key = try? withoutActuallyEscaping({ isProtected = true }) { noteProtection in
            try NIOSSLPrivateKey(bytes: bytes, format: .pem) { (_: NIOSSLPassphraseSetter<[UInt8]>) in
                noteProtection()
                throw Protected()
            }
        }
        guard let key else { throw isProtected ? .encryptedKey : .noKey }
        return key
    }
}
