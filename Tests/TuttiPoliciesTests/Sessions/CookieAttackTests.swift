import Testing
import TuttiCrypto
import TuttiPolicies

/// What is sent in place of the cookie of a session; each says where such an attack is from.
struct CookieAttackTests {
    typealias Attack = (source: String, text: @Sendable (Cookies) -> String)

    /// Cookies that were made here, and what can be made of them.
    struct Cookies: Sendable {
        static let secret = Array("a secret of the tests that is longer than 32 bytes".utf8)
        static let purpose = ["session", "browsers", "https://id.example.com", "shop", "https://shop.example.com"]

        let crypto: Crypto
        let good: String
        let other: String

        init() throws {
            crypto = try Crypto.load()
            let seal = CookieSeal(secrets: [Self.secret], purpose: Self.purpose, crypto: crypto)
            good = seal.seal(Array(#"{"sub":"7","exp":1800000060}"#.utf8), crypto: crypto) ?? ""
            other = seal.seal(Array(#"{"sub":"8","exp":1800000060}"#.utf8), crypto: crypto) ?? ""
        }

        func opened(_ text: String) -> [UInt8]? {
            CookieSeal(secrets: [Self.secret], purpose: Self.purpose, crypto: crypto).open(text, crypto: crypto)
        }

        /// A cookie with that secret for that purpose.
        func sealed(_ secret: [UInt8] = Self.secret, _ purpose: [String] = Self.purpose) -> String {
            let seal = CookieSeal(secrets: [secret], purpose: purpose, crypto: crypto)
            return seal.seal(Array(#"{"sub":"1","exp":1800000060}"#.utf8), crypto: crypto) ?? ""
        }

        /// The good one with other bytes: a version, 4 that mark the secret, 16 of salt, what was sealed, 16 of tag.
        func changed(_ change: (inout [UInt8], [UInt8]) -> Void) -> String {
            var bytes = Base64URL.bytes(good.utf8.span) ?? []
            change(&bytes, Base64URL.bytes(other.utf8.span) ?? [])
            return Base64URL.text(bytes)
        }
    }

    private static func encoded(_ text: String) -> String { Base64URL.text(Array(text.utf8)) }

    static let attacks: [Attack] = [
        // No cookie of anybody's
        ("CWE-287: nothing", { _ in "" }), ("CWE-287: a word", { _ in "deleted" }), ("CWE-287: null", { _ in "null" }),
        ("CWE-565: JSON in the clear", { _ in #"{"sub":"1"}"# }),
        ("CWE-565: JSON in base64url", { _ in encoded(#"{"sub":"1"}"#) }),
        (
            "CVE-2015-9235: a token without signature",
            { _ in encoded(#"{"alg":"none"}"#) + "." + encoded(#"{"sub":"1"}"#) + "." }
        ),
        ("RFC 7519: a token of the issuer", { _ in SignedTokens.token("ES256") }),
        ("CWE-384: an identifier that somebody chose", { _ in "00112233445566778899aabbccddeeff" }),
        ("CWE-502: a serialized object of Java", { _ in "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA" }),
        // Bytes that were changed
        ("NIST SP 800-38D, 5.2.1: a bit of the content", { $0.changed { bytes, _ in bytes[21] ^= 1 } }),
        (
            "CVE-2010-3332's kin: the last byte of the content",
            { $0.changed { bytes, _ in bytes[bytes.count - 17] ^= 1 } }
        ),
        ("NIST SP 800-38D, 7.2: a bit of the tag", { $0.changed { bytes, _ in bytes[bytes.count - 1] ^= 0x80 } }),
        (
            "NIST SP 800-38D, 7.2: a tag of zeros",
            {
                $0.changed { bytes, _ in
                    bytes.replaceSubrange((bytes.count - 16)..., with: [UInt8](repeating: 0, count: 16))
                }
            }
        ),
        ("NIST SP 800-38D, C: a shorter tag", { $0.changed { bytes, _ in bytes.removeLast(4) } }),
        ("NIST SP 800-38D, C: no tag", { $0.changed { bytes, _ in bytes.removeLast(16) } }),
        (
            "NIST SP 800-38D, 7.2: the tag of another cookie",
            {
                $0.changed { bytes, other in
                    bytes.replaceSubrange((bytes.count - 16)..., with: other.suffix(16))
                }
            }
        ),
        (
            "CWE-353: the content of another cookie",
            {
                $0.changed { bytes, other in
                    bytes.replaceSubrange(21..<(bytes.count - 16), with: other[21..<(other.count - 16)])
                }
            }
        ),
        (
            "CWE-323: the salt of another cookie",
            {
                $0.changed { bytes, other in
                    bytes.replaceSubrange(5..<21, with: other[5..<21])
                }
            }
        ),
        (
            "CWE-323: a salt of zeros",
            {
                $0.changed { bytes, _ in
                    bytes.replaceSubrange(5..<21, with: [UInt8](repeating: 0, count: 16))
                }
            }
        ),
        ("CWE-757: another version", { $0.changed { bytes, _ in bytes[0] = 0 } }),
        ("CWE-757: a version to come", { $0.changed { bytes, _ in bytes[0] = 2 } }),
        (
            "CWE-347: the mark of no secret",
            {
                $0.changed { bytes, _ in
                    bytes.replaceSubrange(1..<5, with: [0, 0, 0, 0])
                }
            }
        ),
        ("CWE-130: a byte more", { $0.changed { bytes, _ in bytes.append(0) } }),
        ("CWE-130: a byte less", { $0.changed { bytes, _ in bytes.removeLast() } }),
        ("CWE-130: the head alone", { $0.changed { bytes, _ in bytes.removeLast(bytes.count - 21) } }),
        ("CWE-130: two in one", { $0.changed { bytes, other in bytes += other } }),
        // Other spellings
        ("RFC 4648, 3.2: padding", { $0.good + "=" }), ("RFC 4648, 3.3: a space", { " " + $0.good }),
        ("RFC 4648, 3.3: a line break", { $0.good + "\n" }), ("RFC 6265, 4.1.1: quotes", { "\"" + $0.good + "\"" }),
        ("RFC 3986, 2.1: percent signs", { "%41" + $0.good.dropFirst() }),
        ("CWE-178: another case", { $0.good.lowercased() }), ("CWE-158: a 0 behind it", { $0.good + "\0" }),
        ("UTS 39: a letter that looks like another", { "\u{0410}" + $0.good.dropFirst() }),
        ("RFC 6265, 5.4: a list", { $0.good + ", " + $0.other }),
        ("CWE-400: very long", { $0.good + String(repeating: "A", count: 100_000) }),
        // Made here, for something else, or with another secret
        ("CWE-321: with another secret", { $0.sealed([UInt8](repeating: 7, count: 32)) }),
        ("CWE-321: with a secret of zeros", { $0.sealed([UInt8](repeating: 0, count: 32)) }),
        (
            "CWE-441: of a log-in that has begun",
            { $0.sealed(Cookies.secret, ["log-in"] + Cookies.purpose.dropFirst()) }
        ),
        (
            "CWE-441: of another way",
            { $0.sealed(Cookies.secret, ["session", "staff"] + Cookies.purpose.dropFirst(2)) }
        ),
        (
            "RFC 9207: of another issuer",
            {
                $0.sealed(
                    Cookies.secret, Cookies.purpose.map { $0.replacing("id.example", with: "evil.example") })
            }
        ),
        (
            "RFC 6265, 8.6: of another origin",
            {
                $0.sealed(
                    Cookies.secret, Cookies.purpose.dropLast() + ["https://evil.example.com"])
            }
        ),
        (
            "CWE-441: of texts that are the same when they are joined",
            {
                $0.sealed(
                    Cookies.secret, ["sessionb", "rowsers"] + Cookies.purpose.dropFirst(2))
            }
        ),
        ("CWE-441: for nothing", { $0.sealed(Cookies.secret, []) }),
    ]

    @Test func noneOfThemOpensASession() throws {
        let cookies = try Cookies()
        #expect(cookies.opened(cookies.good) != nil && cookies.opened(cookies.other) != nil)
        #expect(cookies.opened(cookies.changed { _, _ in }) != nil && cookies.opened(cookies.sealed()) != nil)
        for (source, text) in Self.attacks { #expect(cookies.opened(text(cookies)) == nil, "\(source)") }
    }
}
