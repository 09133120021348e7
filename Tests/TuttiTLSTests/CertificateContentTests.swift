import Foundation
import SeededRandom
import TestCertificates
import Testing

@testable import TuttiTLS

/// What is read of a certificate.
@Suite struct CertificateContentTests {
    /// A subject with all that is escaped, an attribute without a short name, names of five kinds, and a serial number with a zero in front.
    private static let odd = """
        -----BEGIN CERTIFICATE-----
        MIICPzCCAeagAwIBAgIEAP8AqzAKBggqhkjOPQQDAjBSMQswCQYDVQQGEwJERTEN
        MAsGA1UECgwEQSwgQjEcMBoGCSqGSIb3DQEJARYNYUBleGFtcGxlLmNvbTEWMBQG
        A1UEAwwNSiJvPGU+IMOpICMxIDAgFw0yNjExMzAwMDM2MDNaGA8yMTI2MTEwNjAw
        MzYwM1owUjELMAkGA1UEBhMCREUxDTALBgNVBAoMBEEsIEIxHDAaBgkqhkiG9w0B
        CQEWDWFAZXhhbXBsZS5jb20xFjAUBgNVBAMMDUoibzxlPiDDqSAjMSAwWTATBgcq
        hkjOPQIBBggqhkjOPQMBBwNCAATVgANl7+degms7GDHYPlYDzwHX+WAE7Q13v91m
        FTYS/XhFF0cImlbLle4TxWQjOcQFsh7gUuTrC+h+0njVmYp/o4GnMIGkMB0GA1Ud
        DgQWBBTmcLj6ipRKb+xvWmI4P5jN6Krn/DAfBgNVHSMEGDAWgBTmcLj6ipRKb+xv
        WmI4P5jN6Krn/DAPBgNVHRMBAf8EBTADAQH/MFEGA1UdEQRKMEiCDWEuZXhhbXBs
        ZS5jb22CDyouYi5leGFtcGxlLmNvbYYZc3BpZmZlOi8vZXhhbXBsZS5jb20vbnMv
        YYcECgAAAYEFYUBiLmMwCgYIKoZIzj0EAwIDRwAwRAIgbXqS/PsIjVqrFXpFH/uM
        W/53OzqIx//3q1hGEhKtVJMCIDEnAyNgkNWEOhQC/PQRBSx4IwRlv5o/1dK9dZcV
        biK8
        -----END CERTIFICATE-----

        """

    /// A subject with two attributes in one part: `DC=org/UID=7+CN=a`.
    private static let several = """
        -----BEGIN CERTIFICATE-----
        MIIBujCCAWGgAwIBAgIUSWiJStgzMjBlJ9YwNbrWYdC82wUwCgYIKoZIzj0EAwIw
        MjETMBEGCgmSJomT8ixkARkWA29yZzEbMAgGA1UEAwwBYTAPBgoJkiaJk/IsZAEB
        DAE3MCAXDTI2MTEzMDAwMzYwM1oYDzIxMDkwMTE5MDAzNjAzWjAyMRMwEQYKCZIm
        iZPyLGQBGRYDb3JnMRswCAYDVQQDDAFhMA8GCgmSJomT8ixkAQEMATcwWTATBgcq
        hkjOPQIBBggqhkjOPQMBBwNCAASYz9d2FciPIwD2QK6unnjyZaEaaqVFwv3k8NWl
        Kf0OuXTCY+J+BFiql1nY2LSfYGote5S1fIgnhpy39uuxVFHgo1MwUTAdBgNVHQ4E
        FgQUyhsBVs1QGk6o6/I4xbe6EEnZV6MwHwYDVR0jBBgwFoAUyhsBVs1QGk6o6/I4
        xbe6EEnZV6MwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBvOP9f
        AL2XySeHJT9fceLjwRt+5NqjJ8jWjImQUPgGBwIgdyxBCkfUGg4IHnz8zk80PdPw
        /Nt5t6sD3hz3anE8RP8=
        -----END CERTIFICATE-----

        """

    private static func der(_ pem: String) throws -> [UInt8] {
        let text = pem.split(separator: "\n").dropFirst().dropLast().joined()
        return Array(try #require(Data(base64Encoded: text)))
    }

    private static func pem(_ der: [UInt8]) -> String {
        "-----BEGIN CERTIFICATE-----\n\(Data(der).base64EncodedString())\n-----END CERTIFICATE-----\n"
    }

    private func read(_ pem: String) throws -> CertificateContent {
        try #require(CertificateContent(der: try Self.der(pem)))
    }

    @Test func namesAndNumbersAreThoseThatOpenSSLPrints() throws {
        let odd = try read(Self.odd)
        #expect(
            odd.subject
                == #"CN=J\"o\<e\> é #1\ ,1.2.840.113549.1.9.1=#160d61406578616d706c652e636f6d,O=A\, B,C=DE"#)
        #expect(odd.issuer == odd.subject)
        #expect(odd.serial == "ff00ab")
        #expect(odd.dnsNames == ["a.example.com", "*.b.example.com"])
        #expect(odd.uris == ["spiffe://example.com/ns/a"])
        #expect(odd.notBefore == 1795998963)
        #expect(odd.notAfter == 4949598963)
        #expect(odd.fingerprint == "ba01bd29202e57edb2f185df1e28ea34ef37a5134f24099c1398e45a2640351a")
        #expect(try Self.pem(Self.der(Self.odd)).filter { $0 != "\n" } == Self.odd.filter { $0 != "\n" })
        #expect(try read(Self.several).subject == "CN=a+UID=7,DC=org")
        #expect(try read(TestCertificates.client).subject == "O=Tutti,CN=client seven")
    }

    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ] as [(String, String)])
    func fingerprintsAreSHA256(text: String, hash: String) {
        #expect(Hexadecimal.text(SHA256.hash(Array(text.utf8))) == hash)
    }

    @Test(
        arguments: [
            (0x17, "700101000000Z", 0), (0x17, "491231235959Z", 2_524_607_999), (0x17, "500101000000Z", -631_152_000),
            (0x18, "20000229120000Z", 951_825_600), (0x18, "19000301000000Z", -2_203_891_200),
            (0x18, "99991231235959Z", 253_402_300_799), (0x18, "00000101000000Z", -62_167_219_200),
            (0x17, "7001010000Z", nil), (0x17, "700101000000", nil), (0x17, "701301000000Z", nil),
            (0x17, "700132000000Z", nil), (0x17, "700101240000Z", nil), (0x17, "7001010000XXZ", nil),
            (0x18, "700101000000Z", nil), (0x04, "700101000000Z", nil), (0x17, "", nil), (0x18, "Z", nil),
        ] as [(UInt8, String, Int64?)])
    func timesAreRead(tag: UInt8, text: String, seconds: Int64?) {
        #expect(DERTime.seconds(DERValue(tag: tag, content: Array(text.utf8)[...])) == seconds)
    }

    /// NIOSSL would trap when it is asked for such a time.
    @Test(arguments: ["2001010000XXZ", "209901000000Z", "200101000000+"])
    func aMalformedTimeIsNotAskedFor(time: String) throws {
        var der = try Self.der(TestCertificates.expired)
        let place = try #require(Data(der).range(of: Data("200101000000Z".utf8)))
        der.replaceSubrange(place.lowerBound..<place.upperBound, with: Array(time.utf8).prefix(13))
        #expect(CertificateContent(der: der)?.notBefore == nil)
        #expect(throws: ServerCertificate.Defect.self) {
            try ServerCertificate(chain: Array(Self.pem(der).utf8), key: Array(TestCertificates.shopKey.utf8))
        }
    }

    /// Nothing that is broken ends the process, whether it is read here or by BoringSSL.
    @Test func whatIsBrokenIsNoCertificate() throws {
        for pem in [Self.odd, Self.several, TestCertificates.shop] {
            let der = try Self.der(pem)
            for count in der.indices { #expect(CertificateContent(der: Array(der[..<count])) == nil) }
            var random = SeededGenerator(seed: 7)
            for place in der.indices {
                for _ in 0..<4 {
                    var broken = der
                    broken[place] = UInt8.random(in: 0...255, using: &random)
                    _ = CertificateContent(der: broken)
                    _ = try? ServerCertificate(
                        chain: Array(Self.pem(broken).utf8), key: Array(TestCertificates.shopKey.utf8))
                }
            }
        }
    }
}
