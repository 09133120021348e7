/// What a listener with TLS shows its clients, and asks of them.
package struct TLSPlan: Sendable, Hashable {
    /// A certificate with its chain and its key, as they were when the files were read.
    package struct Certificate: Sendable, Hashable {
        /// The path of the certificate, as gateway.yaml has it.
        package let path: String
        /// The certificate and those between it and its root, in PEM.
        package let chain: [UInt8]
        /// The private key, in PEM.
        package let key: [UInt8]

        /// A certificate of its parts.
        package init(path: String, chain: [UInt8], key: [UInt8]) {
            self.path = path
            self.chain = chain
            self.key = key
        }
    }

    /// Which certificates of clients are taken.
    package struct Clients: Sendable, Hashable {
        /// The authorities that may have signed them, in PEM.
        package let authorities: [UInt8]
        /// Whether a client without one is refused.
        package let areRequired: Bool

        /// What is asked of clients.
        package init(authorities: [UInt8], areRequired: Bool) {
            self.authorities = authorities
            self.areRequired = areRequired
        }
    }

    /// The certificates, at least one in what is served.
    ///
    /// The first is for clients that name no host, or one that no certificate has.
    package let certificates: [Certificate]
    /// Nil where clients are not asked for certificates.
    package let clients: Clients?
    /// The value of `Strict-Transport-Security` of each response (RFC 6797); nil sends none.
    package let strictTransportSecurity: String?

    /// What a listener shows and asks.
    package init(certificates: [Certificate], clients: Clients?, strictTransportSecurity: String?) {
        self.certificates = certificates
        self.clients = clients
        self.strictTransportSecurity = strictTransportSecurity
    }
}
