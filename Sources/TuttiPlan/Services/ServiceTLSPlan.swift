/// What TLS with the instances of a service goes by, with the files as they were when gateway.yaml was read.
package struct ServiceTLSPlan: Sendable, Hashable {
    /// A version of TLS.
    package enum Version: Sendable, Hashable {
        /// TLS 1.2 (RFC 5246).
        case tls12
        /// TLS 1.3 (RFC 8446).
        case tls13
    }

    /// The authorities that may have signed its certificates, in PEM, in place of those that the machine trusts; nil for these.
    package let authorities: [UInt8]?
    /// What the gateway shows; nil for nothing.
    package let certificate: TLSPlan.Certificate?
    /// The host name that the certificate has to be for, and that is asked for (SNI, RFC 6066, 3); nil for that of the instance.
    package let name: String?
    /// The lowest version that is spoken.
    package let minimum: Version

    /// A plan made of its parts.
    package init(
        authorities: [UInt8]? = nil, certificate: TLSPlan.Certificate? = nil, name: String? = nil,
        minimum: Version = .tls12
    ) {
        self.authorities = authorities
        self.certificate = certificate
        self.name = name
        self.minimum = minimum
    }
}
