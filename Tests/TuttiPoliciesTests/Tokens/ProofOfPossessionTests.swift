import HTTPTypes
import Testing
import TuttiCrypto
import TuttiJSON
import TuttiResilience

@testable import TuttiPolicies

/// Tokens that are bound to a key of the client (RFC 9449).
struct ProofOfPossessionTests {
    private struct Headers: ClientHeaders {
        var all: [(String, String)]

        func values(named name: String) -> [String] { all.filter { $0.0 == name }.map(\.1) }

        func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
            for (name, value) in all { visit(name, value) }
        }
    }

    let forge: TokenForge
    private let way: JSONWebTokens

    init() throws {
        forge = try TokenForge()
        way = Self.way(places: [.header(.authorization)])
    }

    private static func way(
        places: [CredentialPlace], replays: ReplayedProofs = ReplayedProofs(keys: 256), origins: [String] = []
    ) -> JSONWebTokens {
        let set = #"{"keys":[{"kty":"oct","k":"\#(Base64URL.text(TokenForge.secret))"}]}"#
        let keys = (try? JSONWebKeySet(Array(set.utf8))) ?? .none
        return JSONWebTokens(
            name: "x", TokenSettings(rules: TokenForge.rules, places: places, origins: origins),
            keys: FixedTokenKeys(keys, algorithms: [.hs256]), replays: replays)
    }

    private static func request(
        _ proofs: [String], token: String = SignedProofs.token, scheme: String = "DPoP", method: String = "GET",
        path: String = "/a/b", authority: String = "shop.example.com", query: String = "", isSecure: Bool = true,
        at now: Int = TokenForge.now
    ) -> AuthenticationRequest {
        AuthenticationRequest(
            headers: Headers(all: [("authorization", "\(scheme) \(token)")] + proofs.map { ("dpop", $0) }),
            query: query, method: method, path: path, authority: authority, isSecure: isSecure, secondsSince1970: now)
    }

    private static func words(_ outcome: Authentication) -> String {
        switch outcome {
        case .absent: "absent"
        case .identity(let identity): identity.subject ?? "nobody"
        case .refused(let refusal): "\(refusal.status) \(refusal.reason)"
        case .foreign(let refusal): "foreign \(refusal.reason)"
        case .pending: "pending"
        default: "something else"
        }
    }

    private func outcome(_ request: AuthenticationRequest) -> String { Self.words(way.authenticate(request)) }

    @Test(arguments: SignedProofs.good)
    func whoHasTheKeyMayUseTheToken(algorithm: String, token: String, proof: String) {
        #expect(outcome(Self.request([proof], token: token)) == "7")
    }

    @Test(arguments: SignedProofs.spellings)
    func anAddressIsTheSameHoweverItIsSpelt(name: String, proof: String) {
        #expect(outcome(Self.request([proof])) == "7")
    }

    @Test func theAddressIsTheOneThatTheClientHasSent() {
        let proof = SignedProofs.good[0].proof
        #expect(outcome(Self.request([proof], path: "/%61/b", authority: "Shop.example.com:443")) == "7")
        for request in [
            Self.request([proof], method: "POST"), Self.request([proof], path: "/a/b/"),
            Self.request([proof], authority: "other.example.com"), Self.request([proof], isSecure: false),
            Self.request([proof], path: ""), Self.request([proof], authority: ""),
            Self.request([proof], path: "/a/%zz"),
        ] {
            #expect(outcome(request) == "401 dpop_request")
        }
    }

    /// A client that chooses `Host` chooses nothing then.
    @Test func whereOriginsAreGivenTheAddressIsOfOneOfThem() {
        let proofs = SignedProofs.further
        func outcome(_ request: AuthenticationRequest, _ origins: String...) -> String {
            Self.words(Self.way(places: [.header(.authorization)], origins: origins).authenticate(request))
        }
        let inside = Self.request([proofs[0]], authority: "10.0.0.1:8080", isSecure: false)
        #expect(outcome(inside) == "401 dpop_request")
        #expect(outcome(inside, "https://other.example.com") == "401 dpop_request")
        #expect(outcome(inside, "https://other.example.com", "https://shop.example.com") == "7")
        let plain = Self.request([proofs[1]])
        #expect(outcome(plain, "https://other.example.com") == "401 dpop_request")
        #expect(outcome(Self.request([proofs[1]], path: "/a"), "https://shop.example.com") == "401 dpop_request")
        #expect(outcome(plain, "https://shop.example.com:443") == "7")
    }

    @Test(arguments: SignedProofs.attacks)
    func noOtherProofIsGood(source: String, proof: String, defect: ProofDefect) {
        #expect(outcome(Self.request([proof])) == "401 \(defect.rawValue)", "\(source)")
    }

    @Test func thereIsExactlyOneProof() {
        let proofs = SignedProofs.further
        #expect(outcome(Self.request([])) == "401 dpop_missing")
        #expect(outcome(Self.request([proofs[0], proofs[1]])) == "401 dpop_missing")
        #expect(outcome(Self.request([proofs[0] + ", " + proofs[1]])) == "401 dpop_malformed")
        #expect(outcome(Self.request([String(repeating: "a", count: 9000)])) == "401 dpop_malformed")
        #expect(outcome(Self.request([SignedProofs.token])) == "401 dpop_malformed")
        // None of that has used them up.
        #expect(outcome(Self.request([proofs[0]])) == "7")
    }

    @Test func aProofIsGoodForAMinuteAndOnce() {
        let proofs = SignedProofs.further
        #expect(outcome(Self.request([proofs[0]])) == "7")
        #expect(outcome(Self.request([proofs[0]])) == "401 dpop_replayed")
        #expect(outcome(Self.request([proofs[1]], at: TokenForge.now + 61)) == "401 dpop_time")
        #expect(outcome(Self.request([proofs[1]], at: TokenForge.now + 60)) == "7")
        #expect(outcome(Self.request([proofs[2]], at: TokenForge.now - 31)) == "401 dpop_time")
        #expect(outcome(Self.request([proofs[2]], at: TokenForge.now - 30)) == "7")
        // The generation that comes after this one looks at the same.
        let replays = ReplayedProofs(keys: 256)
        let ways = (0..<2).map { _ in Self.way(places: [.header(.authorization)], replays: replays) }
        #expect(Self.words(ways[0].authenticate(Self.request([proofs[3]]))) == "7")
        #expect(Self.words(ways[1].authenticate(Self.request([proofs[3]]))) == "401 dpop_replayed")
    }

    /// Neither is a bound token good without a proof, nor any other token with one (RFC 9449, 7.1 and 7.2).
    @Test func aBoundTokenIsNoPlainOneAndTheOtherWayRound() {
        let proof = SignedProofs.further[0]
        let certificate = forge.claiming(("cnf", #"{"x5t#S256":"\#(SignedProofs.thumbprint)"}"#))
        let both = forge.claiming(
            ("cnf", #"{"jkt":"\#(SignedProofs.thumbprint)","x5t#S256":"\#(SignedProofs.thumbprint)"}"#))
        #expect(outcome(Self.request([proof], scheme: "Bearer")) == "401 token_bound")
        #expect(outcome(Self.request([], scheme: "bearer")) == "401 token_bound")
        #expect(outcome(Self.request([proof], token: forge.signed())) == "401 token_bound")
        #expect(outcome(Self.request([proof], token: certificate)) == "401 token_bound")
        #expect(outcome(Self.request([proof], token: both)) == "401 token_bound")
        #expect(outcome(Self.request([proof], token: forge.claiming(("cnf", #"{"jkt":"x"}"#)))) == "401 token_bound")
        let way = Self.way(places: [.query("token"), .cookie("token"), .header(.authorization)])
        let query = Self.request([proof], scheme: "Other", query: "token=\(SignedProofs.token)")
        #expect(Self.words(way.authenticate(query)) == "401 token_bound")
        #expect(
            Self.words(way.authenticate(Self.request([proof], query: "token=\(SignedProofs.token)")))
                == "400 several_tokens")
        #expect(outcome(Self.request([proof], scheme: "dpop")) == "7")
    }

    @Test func theChallengeSaysWhatProofsAreTaken() {
        func challenge(_ request: AuthenticationRequest) -> String? {
            guard case .refused(let refusal) = way.authenticate(request) else { return nil }
            return refusal.challenge
        }
        let algorithms = #"algs="ES256 EdDSA PS256 RS256""#
        #expect(challenge(Self.request(["x"])) == #"DPoP error="invalid_dpop_proof", \#(algorithms)"#)
        #expect(challenge(Self.request([], scheme: "Bearer")) == #"DPoP error="invalid_token", \#(algorithms)"#)
        #expect(way.settings.credentials.count == 2)
    }

    /// What is forgotten for want of room is never taken again: newcomers are refused (as with limits).
    @Test func manyProofsLetNoneBeTakenTwice() {
        let replays = ReplayedProofs(keys: 256)
        let now = MonotonicTime.zero + .seconds(100)
        var taken: [Int] = []
        for number in 0..<4000 where replays.isFirst("\(number)", of: [], for: 60, at: now) { taken.append(number) }
        #expect(taken.count > 200 && taken.count <= 256)
        for number in taken { #expect(!replays.isFirst("\(number)", of: [], for: 60, at: now)) }
        let later = MonotonicTime.zero + .seconds(163)
        #expect(replays.isFirst("\(taken[0])", of: [], for: 60, at: later))
    }

    /// The example of RFC 7638, 3.1.
    @Test func theThumbprintIsThatOfTheStandard() throws {
        let text = """
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi\
            FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajr\
            n1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":\
            "RS256","kid":"2011-04-29"}
            """
        let key = try #require(StrictJSON.object(Array(text.utf8)))
        let bytes = try #require(KeyThumbprint.bytes(of: key, forge.crypto))
        #expect(Base64URL.text(bytes) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }
}
