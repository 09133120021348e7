import Foundation
import TestCertificates
import TuttiComposition

/// A folder with a gateway.yaml and certificates, which is gone with the value.
final class ListenerFolder: Sendable {
    private let url = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-tls-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let files = [
            "shop.pem": TestCertificates.shop, "shop.key": TestCertificates.shopKey,
            "wild.pem": TestCertificates.wildcard, "wild.key": TestCertificates.wildcardKey,
            "expired.pem": TestCertificates.expired, "future.pem": TestCertificates.future,
            "encrypted.key": TestCertificates.encryptedKey, "ca.pem": TestCertificates.authority, "empty": "",
            "broken.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "notes.txt": "a certificate",
            "broken.key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "chain.pem": TestCertificates.shop + TestCertificates.authority,
        ]
        for (name, text) in files {
            try text.write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// What a gateway.yaml of these lines, and services, comes to.
    func load(
        _ lines: String, services: String = "users: { instances: [http://127.0.0.1:1] }", isForServing: Bool = true
    ) throws -> LoadResult {
        try load(of: lines + "\nservices: { \(services) }\n", isForServing: isForServing)
    }

    /// What a gateway.yaml comes to.
    func load(
        of text: String, _ environment: [String: String] = [:], isForServing: Bool = true
    ) throws -> LoadResult {
        try text.write(to: url.appendingPathComponent("gateway.yaml"), atomically: true, encoding: .utf8)
        return CompositionLoader(environment: environment, isForServing: isForServing).load(folder: url.path)
    }
}
