import Testing
import TuttiCrypto
import TuttiPolicies

/// Attacks on tokens; each says where it is from, and which defect it is refused for.
struct TokenAttackTests {
    typealias Attack = (source: String, token: String, defect: TokenDefect)

    static let forge = try? TokenForge()

    private static func signed(_ members: (String, String?)...) -> String {
        guard let forge else { return "" }
        var claims = [
            ("iss", #""\#(TokenForge.issuer)""#), ("aud", #""shop""#), ("sub", #""7""#), ("exp", "1800000060"),
        ]
        for (name, value) in members {
            claims.removeAll { $0.0 == name }
            if let value { claims.append((name, value)) }
        }
        return forge.signed("{" + claims.map { #""\#($0.0)":\#($0.1)"# }.joined(separator: ",") + "}")
    }

    private static func header(_ header: String) -> String { forge?.signed(header: header) ?? "" }

    private static func payload(_ payload: String) -> String { forge?.signed(payload) ?? "" }

    private static func unsigned(_ header: String, signature: String = "") -> String {
        Base64URL.text(Array(header.utf8)) + "." + Base64URL.text(Array(SignedTokens.claims.utf8)) + "." + signature
    }

    private static let good = forge?.signed() ?? ""
    private static func joined(_ signature: some StringProtocol) -> String {
        parts[0] + "." + parts[1] + "." + signature
    }

    private static let parts = good.split(separator: ".").map(String.init) + ["", "", ""]

    /// With the secret of a file.
    static let onSecrets: [Attack] = [
        // The algorithm
        ("CVE-2015-9235: alg none, no signature", unsigned(#"{"alg":"none"}"#), .algorithm),
        ("CVE-2015-9235: alg none, a signature", unsigned(#"{"alg":"none"}"#, signature: "AAAA"), .algorithm),
        ("CVE-2018-1000531: alg None", unsigned(#"{"alg":"None"}"#), .algorithm),
        ("CVE-2018-1000531: alg NONE", unsigned(#"{"alg":"NONE"}"#), .algorithm),
        ("CVE-2020-15957: alg nOnE", unsigned(#"{"alg":"nOnE"}"#), .algorithm),
        ("RFC 8725, 3.1: alg empty", unsigned(#"{"alg":""}"#), .algorithm),
        ("RFC 7515, 4.1.1: names are case-sensitive", header(#"{"alg":"hs256"}"#), .algorithm),
        ("RFC 7515, 4.1.1: a space after the name", header(#"{"alg":"HS256 "}"#), .algorithm),
        ("RFC 7515, 4.1.1: no alg", header(#"{"typ":"JWT"}"#), .malformed),
        ("RFC 7515, 4.1.1: alg null", header(#"{"alg":null}"#), .malformed),
        ("RFC 7515, 4.1.1: alg a list", header(#"{"alg":["HS256"]}"#), .malformed),
        ("RFC 7515, 4.1.1: alg a number", header(#"{"alg":256}"#), .malformed),
        ("RFC 8725, 3.1: an algorithm that the file doesn't list", header(#"{"alg":"HS512"}"#), .algorithm),
        ("RFC 8725, 3.1: of an encryption", header(#"{"alg":"dir","enc":"A256GCM"}"#), .algorithm),
        ("RFC 8725, 2.1: a public algorithm for a secret", header(#"{"alg":"RS256"}"#), .algorithm),
        ("CVE-2022-23540: alg left out and no signature", unsigned("{}"), .malformed),
        // The signature
        ("RFC 7515, 5.2: none", joined(""), .signature),
        ("RFC 7515, 5.2: cut off", String(good.dropLast(4)), .signature),
        ("RFC 7515, 5.2: longer", good + "AAAA", .signature),
        ("CVE-2022-21449: zeros", joined(String(repeating: "A", count: 43)), .signature),
        (
            "RFC 7515, 5.2: of another token",
            joined(payload("{}").split(separator: ".").last ?? ""),
            .signature
        ),
        ("RFC 8725, 3.5: signed with no secret", forge?.signed(secret: []) ?? "", .signature),
        ("RFC 8725, 3.5: signed with a guessed secret", forge?.signed(secret: Array("secret".utf8)) ?? "", .signature),
        ("RFC 8725, 2.1: another hash", forge?.signed(hash: .sha512) ?? "", .signature),
        (
            "RFC 7515, 5.2: other claims under the signature",
            parts[0] + "." + Base64URL.text(Array("{}".utf8)) + "." + parts[2],
            .issuer
        ),
        (
            "RFC 7515, 5.2: another header over the signature",
            Base64URL.text(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8)) + "." + parts[1] + "." + parts[2], .signature
        ),
        // The form
        ("RFC 7515, 3.1: empty", "", .malformed),
        ("RFC 7515, 3.1: two dots", "..", .malformed),
        ("RFC 7515, 3.1: one dot", parts[0] + "." + parts[1], .malformed),
        ("RFC 7515, 3.1: three dots", good + ".", .malformed),
        ("RFC 7516, 3.1: five parts, as of an encryption", good + ".AAAA.AAAA", .malformed),
        ("RFC 7515, 7.2: JSON", #"{"payload":"e30","protected":"e30","signature":"AA"}"#, .malformed),
        ("RFC 7515, 2: padding", parts[0] + "=." + parts[1] + "." + parts[2], .malformed),
        ("RFC 7515, 2: padding of the signature", good + "=", .malformed),
        ("RFC 4648, 5: the other alphabet", parts[0] + "." + parts[1] + ".+/" + parts[2].dropFirst(2), .malformed),
        ("RFC 4648, 3.3: a line break", parts[0] + "\n." + parts[1] + "." + parts[2], .malformed),
        ("RFC 4648, 3.3: a space", parts[0] + "." + parts[1] + ". " + parts[2], .malformed),
        ("RFC 4648, 3.3: a character that is none", parts[0] + "?." + parts[1] + "." + parts[2], .malformed),
        ("RFC 4648, 3.5: bits that say nothing", joined(nextTail(parts[2])), .malformed),
        ("RFC 4648, 4: a length that none has", good + "AA", .malformed),
        ("CVE-2022-39227: JSON beside the compact form", #"{" "# + good + #"":""}"#, .malformed),
        ("RFC 3986, 2.1: percent signs", parts[0] + "%2E" + parts[1] + "." + parts[2], .malformed),
        ("Unicode: a dot that looks like one", parts[0] + "․" + parts[1] + "." + parts[2], .malformed),
        ("RFC 7515, 5.2: a null byte", parts[0] + "." + parts[1] + "\0." + parts[2], .malformed),
        ("CVE-2025-30204: very many dots", String(repeating: ".", count: 16_000), .malformed),
        (
            "RFC 8725, 3.4: longer than 16 KiB",
            header(#"{"alg":"HS256","x":""# + String(repeating: "x", count: 13_000) + #""}"#),
            .tooLong
        ),
        // The header
        ("RFC 7515, 4: a list", header(#"["HS256"]"#), .malformed),
        ("RFC 7515, 4: no JSON", header("alg=HS256"), .malformed),
        ("RFC 7515, 4: alg twice", header(#"{"alg":"none","alg":"HS256"}"#), .malformed),
        ("RFC 7515, 4: alg twice, escaped", header(#"{"alg":"HS256","\u0061lg":"none"}"#), .malformed),
        ("RFC 7515, 4: kid twice", header(#"{"alg":"HS256","kid":"a","kid":"b"}"#), .malformed),
        ("RFC 7515, 4: text behind it", header(#"{"alg":"HS256"} {}"#), .malformed),
        (
            "RFC 8259, 9: very deep", header(#"{"alg":"HS256","x":"# + String(repeating: "[", count: 200) + "}"),
            .malformed
        ),
        (
            "RFC 8259, 9: deep, but closed",
            header(
                #"{"alg":"HS256","x":"# + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}"),
            .malformed
        ),
        ("RFC 7515, 4.1.11: crit", header(#"{"alg":"HS256","crit":["exp"],"exp":1}"#), .critical),
        (
            "CVE-2025-59420: crit with a name nobody knows", header(#"{"alg":"HS256","crit":["bork"],"bork":true}"#),
            .critical
        ),
        ("RFC 7515, 4.1.11: crit empty", header(#"{"alg":"HS256","crit":[]}"#), .critical),
        ("RFC 7515, 4.1.11: crit null", header(#"{"alg":"HS256","crit":null}"#), .critical),
        ("RFC 7797, 6: b64 false", header(#"{"alg":"HS256","b64":false,"crit":["b64"]}"#), .critical),
        ("RFC 8725, 3.10: kid a path", header(#"{"alg":"HS256","kid":"../../dev/null"}"#), .unknownKey),
        ("CVE-2018-0114's kin: kid SQL", header(#"{"alg":"HS256","kid":"' UNION SELECT 'x"}"#), .unknownKey),
        ("RFC 8725, 3.10: kid empty", header(#"{"alg":"HS256","kid":""}"#), .unknownKey),
        ("RFC 7515, 4.1.4: kid a number", header(#"{"alg":"HS256","kid":1}"#), .malformed),
        ("RFC 7515, 4.1.4: kid an object", header(#"{"alg":"HS256","kid":{"$ne":""}}"#), .malformed),
        ("RFC 7515, 4.1.9: typ a list", header(#"{"alg":"HS256","typ":["JWT"]}"#), .malformed),
        // For something else
        ("RFC 8725, 3.11: a token of a log-out", header(#"{"alg":"HS256","typ":"logout+jwt"}"#), .type),
        ("RFC 8417, 2.3: a security event", header(#"{"alg":"HS256","typ":"secevent+jwt"}"#), .type),
        ("RFC 9449, 4.2: a proof of possession", header(#"{"alg":"HS256","typ":"dpop+jwt"}"#), .type),
        (
            "RFC 9101, 10.8: a request object", header(#"{"alg":"HS256","typ":"application/oauth-authz-req+jwt"}"#),
            .type
        ),
        // The claims
        ("RFC 7519, 7.2: no JSON", payload("exp=1800000060"), .claims),
        ("RFC 7519, 7.2: a list", payload("[]"), .claims),
        ("RFC 7519, 5.2: a token in a token", payload(good), .claims),
        ("RFC 7519, 4: sub twice", payload(#"{"sub":"7","iss":"x","sub":"8"}"#), .claims),
        ("RFC 7519, 4: a member of a member twice", signed(("x", #"{"a":1,"a":2}"#)), .claims),
        ("RFC 7519, 4.1.1: no iss", signed(("iss", nil)), .issuer),
        ("RFC 7519, 4.1.1: of somebody else", signed(("iss", #""https://evil.example.com""#)), .issuer),
        ("OpenID Connect Core, 3.1.3.7: a slash more", signed(("iss", #""https://id.example.com/""#)), .issuer),
        ("OpenID Connect Core, 3.1.3.7: another case", signed(("iss", #""https://ID.example.com""#)), .issuer),
        ("CVE-2024-53861: a part of the issuer", signed(("iss", #""https://id.example""#)), .issuer),
        (
            "CVE-2025-30144: a list with the issuer",
            signed(("iss", #"["https://id.example.com","https://evil.example.com"]"#)),
            .claims
        ),
        (
            "Unicode: an issuer that is equal by its characters", signed(("iss", "\"https://id.example.com\u{200B}\"")),
            .issuer
        ),
        ("RFC 7519, 4.1.3: no aud", signed(("aud", nil)), .audience),
        ("RFC 8725, 3.9: for somebody else", signed(("aud", #""desk""#)), .audience),
        ("RFC 8725, 3.9: a list of others", signed(("aud", #"["desk","sho","shopp"]"#)), .audience),
        ("RFC 7519, 4.1.3: an empty list", signed(("aud", "[]")), .audience),
        ("RFC 7519, 4.1.3: a number in the list", signed(("aud", #"["shop",1]"#)), .claims),
        ("RFC 7519, 4.1.3: an object", signed(("aud", #"{"shop":true}"#)), .claims),
        ("RFC 7519, 4.1.2: sub a number", signed(("sub", "7")), .claims),
        ("RFC 7519, 4.1.4: no exp", signed(("exp", nil)), .expired),
        ("RFC 7519, 4.1.4: over", signed(("exp", "1799999000")), .expired),
        ("RFC 7519, 4.1.4: over by the leeway", signed(("exp", "1799999970")), .expired),
        ("RFC 7519, 2: exp a text", signed(("exp", #""1800000060""#)), .claims),
        ("RFC 7519, 2: exp true", signed(("exp", "true")), .claims),
        ("RFC 7519, 2: exp null", signed(("exp", "null")), .claims),
        ("RFC 7519, 2: exp too large for a number", signed(("exp", "1e400")), .claims),
        ("RFC 7519, 2: exp in milliseconds, so for 55,000 years", signed(("exp", "1800000060000")), .claims),
        ("RFC 7519, 2: exp below zero", signed(("exp", "-1")), .expired),
        ("RFC 7519, 4.1.5: not yet", signed(("nbf", "1800000031")), .early),
        ("RFC 7519, 4.1.5: nbf a text", signed(("nbf", #""0""#)), .claims),
        ("RFC 8725, 3.8's kin: issued tomorrow", signed(("iat", "1800086400")), .early),
        ("RFC 9449, 6.1: a thumbprint that is none", signed(("cnf", #"{"jkt":"AAAA"}"#)), .bound),
        ("RFC 7800, 3.1: bound to nothing that is known", signed(("cnf", "{}")), .bound),
        ("RFC 7800, 3.1: cnf null", signed(("cnf", "null")), .bound),
        ("RFC 8705, 3.1: a hash that is none", signed(("cnf", #"{"x5t#S256":"AAAA"}"#)), .bound),
        ("RFC 7800, 3.1: bound to two", signed(("cnf", #"{"x5t#S256":"\#(zeros)","jkt":"AA"}"#)), .bound),
    ]

    private static let zeros = String(repeating: "A", count: 43)

    /// The other text with the same bytes, if bits that say nothing were ignored.
    private static func nextTail(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        guard let last = text.last, let place = alphabet.firstIndex(of: last) else { return "" }
        return text.dropLast() + String(alphabet[place ^ 1])
    }

    /// With the public keys of an issuer.
    static let onPublicKeys: [Attack] = [
        ("CVE-2016-5431: the public key as a secret, in PEM", SignedTokens.confusedPEM, .algorithm),
        ("CVE-2016-5431: the modulus as a secret", SignedTokens.confusedModulus, .algorithm),
        ("CVE-2018-0114: a key of one's own in the header", SignedTokens.embeddedKey, .signature),
        ("CVE-2018-0114: … with the kid of a good one", SignedTokens.embeddedKeyWithID, .signature),
        ("RFC 7518, 3.4: a signature in DER", SignedTokens.derSignature, .signature),
        ("RFC 8725, 3.1: the kid of a key of another kind", SignedTokens.otherKeysID, .unknownKey),
        ("CVE-2022-21449: zeros for ES256", withSignature("ES256", zeros: 64), .signature),
        ("CVE-2022-21449: zeros for ES512", withSignature("ES512", zeros: 132), .signature),
        ("RFC 7518, 3.4: a signature of another curve", withSignature("ES256", zeros: 96), .signature),
        ("RFC 8032, 8.4: zeros for EdDSA", withSignature("EdDSA", zeros: 64), .signature),
        ("RFC 8017, 8.2.2: a longer signature of RSA", SignedTokens.token("RS256") + "AAAA", .signature),
        ("RFC 8017, 8.2.2: zeros for RSA", withSignature("RS256", zeros: 256), .signature),
        ("RFC 8017, 8.1.2: no signature for PSS", withSignature("PS256", zeros: 0), .signature),
        ("RFC 8725, 2.1: RS256 said to be PS256", relabeled("RS256", as: "PS256", id: "r1"), .signature),
        ("RFC 8725, 2.1: RS256 said to be RS512", relabeled("RS256", as: "RS512", id: "r1"), .signature),
        ("RFC 8725, 2.1: ES256 said to be EdDSA", relabeled("ES256", as: "EdDSA", id: "o1"), .signature),
        ("RFC 8725, 2.1: ES256 said to be ES384", relabeled("ES256", as: "ES384", id: "e1"), .unknownKey),
        ("RFC 8725, 3.10: another key's kid", relabeled("ES256", as: "ES256", id: "E1"), .unknownKey),
    ]

    private static func withSignature(_ algorithm: String, zeros: Int) -> String {
        let parts = SignedTokens.token(algorithm).split(separator: ".")
        return parts.prefix(2).joined(separator: ".") + "." + Base64URL.text([UInt8](repeating: 0, count: zeros))
    }

    private static func relabeled(_ algorithm: String, as other: String, id: String) -> String {
        let parts = SignedTokens.token(algorithm).split(separator: ".")
        let header = Base64URL.text(Array(#"{"alg":"\#(other)","kid":"\#(id)"}"#.utf8))
        let rest = parts.dropFirst().joined(separator: ".")
        return header + "." + rest
    }

    @Test func refusesAttacksOnSecrets() throws {
        let forge = try TokenForge()
        #expect(forge.defect(of: Self.good) == nil)
        for (source, token, defect) in Self.onSecrets { #expect(forge.defect(of: token) == defect, "\(source)") }
    }

    @Test func refusesAttacksOnPublicKeys() throws {
        let forge = try TokenForge()
        for (source, token, defect) in Self.onPublicKeys {
            #expect(forge.defect(of: token, set: SignedTokens.keys, TokenForge.publicRules) == defect, "\(source)")
        }
    }
}
