import HTTPTypes
import Synchronization
import Testing
import TuttiCrypto
import TuttiJSON
import TuttiPolicies

struct JSONWebTokensTests {
    let forge: TokenForge

    init() throws {
        forge = try TokenForge()
    }

    /// Keys that a test changes.
    private final class Keys: TokenKeySource {
        struct State {
            var keys: TokenKeys?
            var version = 0
            /// What the next fetch brings.
            var next: TokenKeys?
            var mayRenew = false
            var asked = 0
        }

        let state: Mutex<State>

        init(_ keys: TokenKeys?, next: TokenKeys? = nil, mayRenew: Bool = false) {
            state = Mutex(State(keys: keys, next: next, mayRenew: mayRenew))
        }

        var keys: TokenKeys? { state.withLock { $0.keys } }
        var version: Int { state.withLock { $0.version } }
        var mayRenew: Bool { state.withLock { $0.mayRenew } }

        func renew(_ done: @escaping @Sendable () -> Void) -> Bool {
            state.withLock {
                $0.asked += 1
                $0.keys = $0.next ?? $0.keys
                $0.version += 1
                $0.mayRenew = false
            }
            done()
            return true
        }
    }

    private struct Headers: ClientHeaders {
        var all: [(String, String)]

        func values(named name: String) -> [String] { all.filter { $0.0 == name }.map(\.1) }

        func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
            for (name, value) in all { visit(name, value) }
        }
    }

    private func keys(secret: [UInt8] = TokenForge.secret, id: String? = nil) throws -> TokenKeys {
        let id = id.map { #","kid":"\#($0)""# } ?? ""
        let set = #"{"kty":"oct","k":"\#(Base64URL.text(secret))"\#(id)}"#
        return TokenKeys(try JSONWebKeySet(Array(set.utf8)), algorithms: [.hs256], crypto: forge.crypto)
    }

    private func way(
        _ source: any TokenKeySource, places: [CredentialPlace] = [.header(.authorization)], metadata: String? = nil
    ) -> JSONWebTokens {
        JSONWebTokens(
            name: "customers",
            TokenSettings(rules: TokenForge.rules, places: places, resourceMetadata: metadata), keys: source)
    }

    private func request(
        _ headers: [(String, String)], query: String = "", certificate: ClientCertificate? = nil,
        at now: Int = TokenForge.now
    ) -> AuthenticationRequest {
        AuthenticationRequest(
            headers: Headers(all: headers), query: query, certificate: certificate, secondsSince1970: now)
    }

    private func bearer(_ token: String, at now: Int = TokenForge.now) -> AuthenticationRequest {
        request([("authorization", "Bearer \(token)")], at: now)
    }

    /// In short what became of a request: the subject, or the reason of a refusal.
    private func outcome(_ authentication: Authentication) -> String {
        switch authentication {
        case .absent: "absent"
        case .identity(let identity): identity.subject ?? "nobody"
        case .refused(let refusal): "\(refusal.status) \(refusal.reason)"
        case .foreign(let refusal): "foreign \(refusal.status) \(refusal.reason)"
        case .pending: "pending"
        case .renewed, .ended: "of a session"
        }
    }

    @Test func saysWhoHasSentAToken() throws {
        let way = way(Keys(try keys()))
        for _ in 0..<2 {
            guard case .identity(let identity) = way.authenticate(bearer(forge.signed())) else {
                Issue.record("no identity")
                return
            }
            #expect(identity.way == "customers" && identity.subject == "7")
            #expect(identity.claims.member("aud")?.string == "shop")
        }
    }

    @Test func readsTheSchemeAsTheRFCSays() throws {
        let way = way(Keys(try keys()))
        let token = forge.signed()
        let values = [
            ("bearer \(token)", "7"), ("BEARER   \(token) ", "7"), ("Bearer", "foreign 401 token_malformed"),
            ("Bearer ", "foreign 401 token_malformed"), ("Bearer\(token)", "absent"), ("Basic \(token)", "absent"),
            (token, "absent"), ("Bearer x,Bearer y", "foreign 401 token_malformed"),
            ("Bearer \(token) \(token)", "foreign 401 token_malformed"), ("DPoP \(token)", "401 token_bound"),
        ]
        for (value, expected) in values {
            #expect(outcome(way.authenticate(request([("authorization", value)]))) == expected, "\(value.prefix(20))")
        }
        #expect(outcome(way.authenticate(request([]))) == "absent")
    }

    @Test func refusesTwoTokens() throws {
        let way = way(Keys(try keys()), places: [.header(.authorization), .query("access_token"), .cookie("token")])
        let token = forge.signed()
        #expect(outcome(way.authenticate(request([], query: "access_token=\(token)"))) == "7")
        #expect(outcome(way.authenticate(request([("cookie", "a=b; token=\(token)")]))) == "7")
        let both = way.authenticate(request([("authorization", "Bearer \(token)")], query: "access_token=\(token)"))
        guard case .refused(let refusal) = both else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.status == 400 && refusal.challenge == #"Bearer error="invalid_request""#)
        let twice = request([("authorization", "Bearer \(token)"), ("authorization", "Bearer \(token)")])
        #expect(outcome(way.authenticate(twice)) == "400 several_tokens")
    }

    @Test func challengesAsTheRFCsSay() throws {
        let metadata = "https://shop.example.com/.well-known/oauth-protected-resource"
        let way = way(Keys(try keys()), metadata: metadata)
        #expect(way.challenge == #"Bearer resource_metadata="\#(metadata)""#)
        #expect(self.way(Keys(try keys())).challenge == "Bearer")
        guard case .refused(let wrong) = way.authenticate(bearer(forge.signed(secret: [1]))),
            case .refused(let late) = way.authenticate(bearer(forge.signed(), at: TokenForge.now + 1000))
        else {
            Issue.record("not refused")
            return
        }
        #expect(wrong.challenge == #"Bearer error="invalid_token", resource_metadata="\#(metadata)""#)
        #expect(
            late.challenge
                == #"Bearer error="invalid_token", error_description="The token has expired", resource_metadata="\#(metadata)""#
        )
    }

    /// What is remembered ends with the token, and not five minutes after it.
    @Test func remembersNoTokenBeyondItsEnd() throws {
        let way = way(Keys(try keys()))
        #expect(outcome(way.authenticate(bearer(forge.signed()))) == "7")
        #expect(outcome(way.authenticate(bearer(forge.signed(), at: TokenForge.now + 89))) == "7")
        #expect(outcome(way.authenticate(bearer(forge.signed(), at: TokenForge.now + 90))) == "401 token_expired")
    }

    @Test func verifiesAgainWhenKeysHaveChanged() throws {
        let source = Keys(try keys())
        let way = way(source)
        #expect(outcome(way.authenticate(bearer(forge.signed()))) == "7")
        let others = try keys(secret: Array("another secret, which is as long as the first one".utf8))
        source.state.withLock {
            $0.keys = others
            $0.version += 1
        }
        #expect(outcome(way.authenticate(bearer(forge.signed()))) == "401 token_signature")
    }

    @Test func asksOnceForAnUnknownKey() throws {
        let source = Keys(try keys(id: "old"), next: try keys(id: "new"), mayRenew: true)
        let way = way(source)
        let token = forge.signed(header: #"{"alg":"HS256","kid":"new"}"#)
        #expect(waited(for: way.authenticate(bearer(token))) == "7")
        #expect(
            outcome(way.authenticate(bearer(forge.signed(header: #"{"alg":"HS256","kid":"x"}"#)))) == "401 token_key")
        source.state.withLock { $0.mayRenew = true }
        let unknown = way.authenticate(bearer(forge.signed(header: #"{"alg":"HS256","kid":"x"}"#)))
        #expect(waited(for: unknown) == "401 token_key")
        #expect(source.state.withLock { $0.asked } == 2)
    }

    @Test func asksNobodyBecauseOfABadSignature() throws {
        let source = Keys(try keys(), mayRenew: true)
        #expect(outcome(way(source).authenticate(bearer(forge.signed(secret: [1])))) == "401 token_signature")
        #expect(
            outcome(way(source).authenticate(bearer(forge.signed(header: #"{"alg":"none"}"#)))) == "401 token_algorithm"
        )
        #expect(source.state.withLock { $0.asked } == 0)
    }

    @Test func says503BeforeThereAreKeys() throws {
        #expect(outcome(way(Keys(nil)).authenticate(bearer(forge.signed()))) == "503 no_keys")
        #expect(waited(for: way(Keys(nil, mayRenew: true)).authenticate(bearer(forge.signed()))) == "503 no_keys")
        #expect(
            waited(for: way(Keys(nil, next: try keys(), mayRenew: true)).authenticate(bearer(forge.signed()))) == "7")
        #expect(outcome(way(Keys(nil)).authenticate(bearer("x"))) == "foreign 401 token_malformed")
    }

    @Test func leavesTokensOfOthersToOtherWays() throws {
        let way = way(Keys(try keys(), mayRenew: true))
        let other = forge.claiming(("iss", #""https://other.example.com""#))
        #expect(outcome(way.authenticate(bearer(other))) == "foreign 401 token_issuer")
        #expect(outcome(way.authenticate(bearer("key_of.something"))) == "foreign 401 token_malformed")
    }

    @Test func takesABoundTokenWithItsCertificateAlone() throws {
        let hash = [UInt8](repeating: 0xA7, count: 32)
        let way = way(Keys(try keys()))
        let token = forge.claiming(("cnf", #"{"x5t#S256":"\#(Base64URL.text(hash))"}"#))
        let headers = [("authorization", "Bearer \(token)")]
        func certificate(_ fingerprint: String) -> ClientCertificate {
            ClientCertificate(subject: "CN=x", value: ["fingerprint": .string(fingerprint)])
        }
        let right = certificate(String(repeating: "a7", count: 32))
        let wrong = certificate(String(repeating: "a8", count: 32))
        for _ in 0..<2 {
            #expect(outcome(way.authenticate(request(headers))) == "401 token_bound")
            #expect(outcome(way.authenticate(request(headers, certificate: wrong))) == "401 token_bound")
            #expect(outcome(way.authenticate(request(headers, certificate: right))) == "7")
        }
    }

    @Test func readsAFileOnlyWhenATokenComes() throws {
        let set = try JSONWebKeySet(Array(SignedTokens.keys.utf8))
        let source = FixedTokenKeys(set, algorithms: TokenForge.publicRules.algorithms)
        let way = JSONWebTokens(
            name: "x", TokenSettings(rules: TokenForge.publicRules, places: [.header(.authorization)]), keys: source)
        for (_, token) in SignedTokens.all { #expect(outcome(way.authenticate(bearer(token))) == "7") }
        #expect(!source.mayRenew && !source.renew {})
    }

    /// What a request gets that has to wait.
    private func waited(for authentication: Authentication) -> String {
        guard case .pending(let begin) = authentication else { return "not pending" }
        let result = Mutex<Authentication?>(nil)
        _ = begin { outcome in result.withLock { $0 = outcome } }
        return result.withLock { $0.map(outcome) } ?? "no end"
    }
}
