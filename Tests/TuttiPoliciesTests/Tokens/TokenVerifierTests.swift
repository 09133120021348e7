import Testing
import TuttiCrypto
import TuttiPolicies

struct TokenVerifierTests {
    let forge: TokenForge

    init() throws {
        forge = try TokenForge()
    }

    @Test(arguments: SignedTokens.all.map(\.algorithm))
    func verifiesWhatAnotherLibraryHasSigned(algorithm: String) {
        let token = SignedTokens.token(algorithm)
        #expect(forge.defect(of: token, set: SignedTokens.keys, TokenForge.publicRules) == nil)
        #expect(
            forge.defect(of: token, set: SignedTokens.keys, TokenForge.publicRules, at: TokenForge.now + 90) == .expired
        )
    }

    @Test func takesTheOnlyKeyThatFitsWhereNoneIsNamed() {
        #expect(forge.defect(of: SignedTokens.withoutID, set: SignedTokens.keys, TokenForge.publicRules) == nil)
        let twice: String = SignedTokens.keys.dropLast(2) + "," + SignedTokens.keys.dropFirst(9)
        #expect(forge.defect(of: SignedTokens.withoutID, set: twice, TokenForge.publicRules) == .unknownKey)
        #expect(forge.defect(of: SignedTokens.token("ES256"), set: twice, TokenForge.publicRules) == .unknownKey)
    }

    @Test func knowsBothNamesOfEd25519() {
        #expect(forge.defect(of: SignedTokens.newerName, set: SignedTokens.keys, TokenForge.publicRules) == nil)
    }

    @Test func acceptsWhatTheRulesAllow() {
        let tokens = [
            forge.claiming(("exp", "1799999971")), forge.claiming(("exp", "1799999970.5")),
            forge.claiming(("exp", "1.8e9")), forge.claiming(("nbf", "1800000030")),
            forge.claiming(("iat", "1800000030")), forge.claiming(("aud", #"["desk","shop"]"#)),
            forge.claiming(("sub", nil)), forge.claiming(("name", #""Zoë""#)),
            forge.signed(header: #"{"typ":"JWT","alg":"HS256"}"#),
            forge.signed(header: #"{"typ":"at+jwt","alg":"HS256"}"#),
            forge.signed(header: #"{"typ":"application/AT+JWT","alg":"HS256"}"#),
            forge.signed(
                header: #" {"alg" : "HS256" , "jku" : "https://evil.example.com/keys", "x5u": 1, "b64": false}"#),
        ]
        for token in tokens { #expect(forge.defect(of: token) == nil, "\(token)") }
    }

    @Test func asksForTheTypeThatTheFileNames() {
        var rules = TokenForge.rules
        rules.type = "at+jwt"
        #expect(forge.defect(of: forge.signed(header: #"{"alg":"HS256","typ":"at+jwt"}"#), rules) == nil)
        #expect(forge.defect(of: forge.signed(header: #"{"alg":"HS256","typ":"application/at+jwt"}"#), rules) == nil)
        #expect(forge.defect(of: forge.signed(header: #"{"alg":"HS256","typ":"JWT"}"#), rules) == .type)
        #expect(forge.defect(of: forge.signed(), rules) == .type)
    }

    @Test func asksNoAudienceWhereTheFileTakesAny() {
        var rules = TokenForge.rules
        rules.audiences = nil
        #expect(forge.defect(of: forge.claiming(("aud", nil)), rules) == nil)
        #expect(forge.defect(of: forge.claiming(("aud", #""desk""#)), rules) == nil)
    }

    @Test func hasTheLeewayOfTheFile() {
        var rules = TokenForge.rules
        rules.leeway = 0
        #expect(forge.defect(of: forge.claiming(("exp", "1800000000")), rules) == .expired)
        #expect(forge.defect(of: forge.claiming(("exp", "1800000001")), rules) == nil)
        #expect(forge.defect(of: forge.claiming(("nbf", "1800000001")), rules) == .early)
    }

    @Test func saysToWhichCertificateATokenIsBound() throws {
        let hash = [UInt8](repeating: 7, count: 32)
        let claims = #"{"cnf":{"x5t#S256":"\#(Base64URL.text(hash))"}}"#
        #expect(try TokenClaims(Array(claims.utf8)).confirmation == .certificate(hash))
        #expect(try TokenClaims(Array("{}".utf8)).confirmation == nil)
    }
}
