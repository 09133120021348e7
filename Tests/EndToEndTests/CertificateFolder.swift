import Foundation
import TestCertificates

/// The certificates of tests as files, named in a gateway.yaml by their paths; gone with the value.
struct CertificateFolder {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder([
            "shop.pem": TestCertificates.shop, "shop.key": TestCertificates.shopKey,
            "wild.pem": TestCertificates.wildcard, "wild.key": TestCertificates.wildcardKey,
            "ca.pem": TestCertificates.authority,
        ])
    }

    /// `listen` with an address that has TLS: a free port, the certificate `shop`, and these further lines.
    func listen(tls lines: String = "", certificates: [String] = ["shop"], listener: String = "") -> String {
        let pairs = certificates.map { "{ certificate: \(path("\($0).pem")), key: \(path("\($0).key")) }" }
        let tls = "certificates: [\(pairs.joined(separator: ", "))]\(lines.isEmpty ? "" : ", \(lines)")"
        return "{ address: 127.0.0.1:0, tls: { \(tls) }\(listener.isEmpty ? "" : ", \(listener)") }"
    }

    func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }
}
