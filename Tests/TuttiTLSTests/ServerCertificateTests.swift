import TestCertificates
import Testing

@testable import TuttiTLS

/// Certificates and keys as they are read.
@Suite struct ServerCertificateTests {
    private func read(_ chain: String, _ key: String) throws(ServerCertificate.Defect) -> ServerCertificate {
        try ServerCertificate(chain: Array(chain.utf8), key: Array(key.utf8))
    }

    @Test func namesAndTimesAreThoseOfTheCertificate() throws {
        let certificate = try read(TestCertificates.shop + TestCertificates.authority, TestCertificates.shopKey)
        #expect(certificate.names == ["shop.example.com", "localhost"])
        #expect(certificate.notBefore == 1_577_836_800)
        #expect(certificate.notAfter == 4_733_510_400)
        #expect(certificate.chain.count == 2)
    }

    @Test func eachDefectIsFound() {
        #expect(throws: ServerCertificate.Defect.noCertificate) { try read("", TestCertificates.shopKey) }
        #expect(throws: ServerCertificate.Defect.noCertificate) { try read("text", TestCertificates.shopKey) }
        #expect(throws: ServerCertificate.Defect.noKey) { try read(TestCertificates.shop, "") }
        #expect(throws: ServerCertificate.Defect.noKey) { try read(TestCertificates.shop, "text") }
        #expect(throws: ServerCertificate.Defect.encryptedKey) {
            try read(TestCertificates.shop, TestCertificates.encryptedKey)
        }
        #expect(throws: ServerCertificate.Defect.otherKey) {
            try read(TestCertificates.shop, TestCertificates.wildcardKey)
        }
        // The certificate itself must come first.
        #expect(throws: ServerCertificate.Defect.otherKey) {
            try read(TestCertificates.authority + TestCertificates.shop, TestCertificates.shopKey)
        }
    }
}
