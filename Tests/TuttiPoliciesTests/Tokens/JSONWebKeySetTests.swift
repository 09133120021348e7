import Testing
import TuttiCrypto
import TuttiPolicies

struct JSONWebKeySetTests {
    private let secret = String(repeating: "A", count: 43)

    private func set(_ text: String) throws(JSONWebKeySetDefect) -> JSONWebKeySet {
        try JSONWebKeySet(Array(text.utf8))
    }

    @Test func readsKeysOfAllKinds() throws {
        let set = try set(SignedTokens.keys)
        #expect(set.keys.map(\.id) == ["r1", "e1", "e2", "e3", "o1"])
        let keys = TokenKeys(set, algorithms: SignatureAlgorithm.allCases, crypto: try Crypto.load())
        #expect(keys.keys.map(\.key.kind) == [.rsa, .p256, .p384, .p521, .ed25519])
        #expect(keys.remarks == [])
    }

    @Test func readsOneKeyAndPEM() throws {
        #expect(try set(#"{"kty":"oct","k":"\#(secret)","kid":"x"}"#).keys.map(\.id) == ["x"])
        let pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
        #expect(try set(pem).keys.map(\.material) == [.pem(Array(pem.utf8))])
    }

    @Test func saysWhatIsNoSet() {
        let key = #"{"kty":"oct","k":"\#(secret)"}"#
        let cases: [(String, JSONWebKeySetDefect)] = [
            ("", .noJSON), ("[]", .noJSON), ("{", .noJSON), ("{}", .noSet), (#"{"keys":{}}"#, .noSet),
            (#"{"keys":["# + Array(repeating: key, count: 1001).joined(separator: ",") + "]}", .tooMany(1001)),
            (String(repeating: " ", count: (1 << 20) + 1), .tooLong),
            (#"{"keys":[\#(key),{"kty":"OKP","crv":"Ed25519","x":"\#(String(repeating: "A", count: 43))"}]}"#, .mixed),
        ]
        for (text, defect) in cases { #expect(throws: defect, "\(text.prefix(60))") { try set(text) } }
    }

    @Test func passesOverKeysThatAreNotForSignatures() throws {
        let coordinate = String(repeating: "A", count: 43)
        let cases: [(String, JSONWebKeyDefect)] = [
            ("1", .malformed), ("{}", .malformed), (#"{"kty":1}"#, .malformed), (#"{"kty":"PQC"}"#, .type),
            (#"{"kty":"rsa","n":"AQAB","e":"AQAB"}"#, .type),
            (#"{"kty":"RSA","n":"AQAB"}"#, .malformed), (#"{"kty":"RSA","n":"AQAB=","e":"AQAB"}"#, .malformed),
            (#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, .unusable(.rsaBits(17))),
            (#"{"kty":"oct","k":"AAAA"}"#, .unusable(.shortSecret(bytes: 3))),
            (#"{"kty":"RSA","n":"AQAB","e":"AQAB","use":"enc"}"#, .use),
            (#"{"kty":"RSA","n":"AQAB","e":"AQAB","key_ops":["encrypt"]}"#, .use),
            (#"{"kty":"RSA","n":"AQAB","e":"AQAB","key_ops":"verify"}"#, .malformed),
            (#"{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"RSA-OAEP"}"#, .algorithm),
            (#"{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"none"}"#, .algorithm),
            (#"{"kty":"RSA","n":"AQAB","e":"AQAB","kid":1}"#, .malformed),
            (#"{"kty":"RSA","n":"AQAB","n":"AQAB","e":"AQAB"}"#, .malformed),
            (#"{"kty":"EC","crv":"secp256k1","x":"\#(coordinate)","y":"\#(coordinate)"}"#, .curve),
            (#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, .malformed),
            (#"{"kty":"EC","x":"AA","y":"AA"}"#, .malformed),
            (#"{"kty":"OKP","crv":"X25519","x":"\#(coordinate)"}"#, .curve),
            (#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#, .malformed),
            (#"{"kty":"oct"}"#, .malformed),
        ]
        for (text, defect) in cases {
            let set = try set(#"{"keys":[\#(text)]}"#)
            #expect(set.keys.isEmpty && set.passedOver.map(\.why) == [defect], "\(text)")
        }
    }

    @Test func saysWhichKeysAreNotUsed() throws {
        let short = Base64URL.text([0x80] + [UInt8](repeating: 1, count: 63))
        let long = Base64URL.text([0x80] + [UInt8](repeating: 1, count: 2047))
        let ones = Base64URL.text([UInt8](repeating: 1, count: 32))
        let text = #"""
            {"keys":[{"kty":"RSA","kid":"short","n":"\#(short)","e":"AQAB"},{"kty":"RSA","n":"\#(long)","e":"AQAB"},
             {"kty":"EC","crv":"P-256","kid":"of\nf","x":"\#(ones)","y":"\#(ones)"},{"kty":"XX","kid":"x"}]}
            """#
        let keys = TokenKeys(try set(text), algorithms: [.rs256, .es256], crypto: try Crypto.load())
        #expect(keys.keys.isEmpty)
        #expect(
            keys.remarks == [
                "the key “short” has 512 bits; RSA keys have 2048 to 8192",
                "the key number 2 has 16384 bits; RSA keys have 2048 to 8192",
                "the key “x” has a kty that is not known",
                "the key “of?f” is none, or its point is not on the curve",
            ])
    }

    @Test func saysWhichKeysAreCalledTheSame() throws {
        let twice = String(SignedTokens.keys.dropLast(2) + "," + SignedTokens.keys.dropFirst(9))
        let keys = TokenKeys(try set(twice), algorithms: [.es256], crypto: try Crypto.load())
        #expect(keys.remarks.contains("several keys are called “e1”, of which none is used"))
        #expect(keys.key(named: "e1", for: .es256) == nil)
    }

    @Test func takesAKeyForTheFamilyOfItsAlgorithm() throws {
        let key = SignedTokens.keys.replacingFirst(#""kid":"r1""#, with: #""kid":"r1","alg":"PS256""#)
        let keys = TokenKeys(try set(key), algorithms: [.rs256, .ps256, .ps384], crypto: try Crypto.load())
        #expect(keys.key(named: "r1", for: .ps384) != nil && keys.key(named: "r1", for: .ps256) != nil)
        #expect(keys.key(named: "r1", for: .rs256) == nil)
    }
}

extension String {
    /// The text with other words in the place of the first of some.
    fileprivate func replacingFirst(_ words: String, with others: String) -> String {
        guard let range = firstRange(of: words) else { return self }
        return String(self[..<range.lowerBound] + others + self[range.upperBound...])
    }
}
