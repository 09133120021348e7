package import NIOCore
internal import NIOSSL

/// The host name that the certificate of a server has to be for.
///
/// NIOSSL also takes a certificate for the address that the connection goes to, which a proxy has, or whoever else is there.
package struct PeerName {
    /// The certificate is for others.
    package struct Mismatch: Error {}

    private let name: String

    init(_ name: String) {
        var name = name.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        self.name = name
    }

    /// Holds the name against the certificate of a connection whose handshake has ended.
    package func check(_ pipeline: ChannelPipeline.SynchronousOperations) throws {
        guard let certificate = try pipeline.nioSSL_peerCertificate(),
            let content = CertificateContent(der: try certificate.toDERBytes()), isAmong(content.dnsNames)
        else { throw Mismatch() }
    }

    /// Whether it is one of the names of a certificate: the name itself, or one with a wildcard for its first label (RFC 9525, 6.3).
    func isAmong(_ names: [String]) -> Bool {
        let parent = name.firstIndex(of: ".").map { name[$0...] }
        return names.contains { other in
            let other = other.lowercased()
            return other == name || other.hasPrefix("*.") && parent.map { other.dropFirst() == $0 } ?? false
        }
    }
}
