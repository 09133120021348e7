import HTTPTypes
import Synchronization
import Testing
import TuttiJSON

@testable import TuttiPolicies

struct IntrospectedTokensTests {
    private static let now = 1_800_000_000

    /// A server that answers at once, or when a test says so.
    private final class Server: TokenIntrospector {
        struct State {
            var now = IntrospectedTokensTests.now
            var body: String? = #"{"active":true,"sub":"seven"}"#
            var asked: [Secret] = []
            var isSlow = false
            var waiting: [@Sendable (IntrospectionResponse?) -> Void] = []
        }

        let state = Mutex(State())

        var secondsSince1970: Int { state.withLock { $0.now } }
        var count: Int { state.withLock { $0.asked.count } }

        func ask(_ token: Secret, _ done: @escaping @Sendable (IntrospectionResponse?) -> Void) {
            let isSlow = state.withLock { state in
                state.asked.append(token)
                if state.isSlow { state.waiting.append(done) }
                return state.isSlow
            }
            if !isSlow { done(response) }
        }

        func release() {
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            for done in waiting { done(response) }
        }

        func says(_ body: String?) { state.withLock { $0.body = body } }

        private var response: IntrospectionResponse? {
            state.withLock { $0.body }.flatMap { IntrospectionResponse(Array($0.utf8)) }
        }
    }

    private struct Headers: ClientHeaders {
        var all: [(String, String)]

        func values(named name: String) -> [String] { all.filter { $0.0 == name }.map(\.1) }

        func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
            for (name, value) in all { visit(name, value) }
        }
    }

    private let server = Server()

    private func way(_ change: (inout IntrospectionSettings) -> Void = { _ in }) -> IntrospectedTokens {
        var settings = IntrospectionSettings(places: [.header(.authorization)])
        change(&settings)
        return IntrospectedTokens(name: "apps", settings, asking: server)
    }

    private func pass(_ seconds: Int) { server.state.withLock { $0.now += seconds } }

    private func request(_ tokens: [String], certificate: ClientCertificate? = nil) -> AuthenticationRequest {
        AuthenticationRequest(
            headers: Headers(all: tokens.map { ("authorization", "Bearer \($0)") }), certificate: certificate,
            secondsSince1970: server.secondsSince1970)
    }

    /// What comes of a token, in a word: who it is, or why it isn't good.
    private func outcome(
        _ way: IntrospectedTokens, _ tokens: String..., certificate: ClientCertificate? = nil
    ) -> String {
        word(settled(way.authenticate(request(tokens, certificate: certificate))))
    }

    private func settled(_ authentication: Authentication) -> Authentication? {
        guard case .pending(let begin) = authentication else { return authentication }
        let outcome = Mutex<Authentication?>(nil)
        _ = begin { result in outcome.withLock { $0 = result } }
        return outcome.withLock { $0 }
    }

    private func word(_ authentication: Authentication?) -> String {
        switch authentication {
        case .identity(let identity)?: identity.subject ?? "nobody"
        case .refused(let refusal)?: "\(refusal.status) \(refusal.reason)"
        case .foreign(let refusal)?: "foreign \(refusal.reason)"
        case .absent?: "absent"
        case .pending?, nil: "pending"
        case .renewed?, .ended?: "of a session"
        }
    }

    @Test func asksOnceAndKeepsTheAnswerForThirtySeconds() {
        let way = way()
        #expect(outcome(way, "a") == "seven" && server.count == 1)
        pass(29)
        #expect(outcome(way, "a") == "seven" && server.count == 1)
        pass(1)
        server.says(#"{"active":false}"#)
        #expect(outcome(way, "a") == "foreign token_inactive" && server.count == 2)
        #expect(server.state.withLock { $0.asked.last } == Secret("a"))
    }

    @Test func claimsAreWhatTheServerSays() {
        server.says(#"{"active":true,"sub":"x","scope":"a b","plan":{"name":"gold"}}"#)
        guard case .identity(let identity)? = settled(way().authenticate(request(["a"]))) else {
            Issue.record("it isn't good")
            return
        }
        #expect(identity.way == "apps" && identity.claims.member("plan")?.member("name")?.string == "gold")
        #expect(identity.token == nil)
    }

    @Test func anInactiveOneIsAskedAboutAgainAfterTenSeconds() {
        let way = way()
        server.says(#"{"active":false}"#)
        #expect(outcome(way, "a") == "foreign token_inactive")
        pass(9)
        #expect(outcome(way, "a") == "foreign token_inactive" && server.count == 1)
        pass(1)
        server.says(#"{"active":true,"sub":"s"}"#)
        #expect(outcome(way, "a") == "s" && server.count == 2)
    }

    @Test func isNeverGoodBehindItsEnd() {
        let way = way { $0.lastKnown = 60 }
        server.says(#"{"active":true,"sub":"s","exp":\#(Self.now + 5)}"#)
        #expect(outcome(way, "a") == "s")
        pass(4)
        #expect(outcome(way, "a") == "s" && server.count == 1)
        pass(1)
        server.says(nil)
        #expect(outcome(way, "a") == "503 introspection_away" && server.count == 2)
    }

    @Test(arguments: [
        (#"{"active":true,"exp":\#(now - 31)}"#, "401 token_expired"),
        (#"{"active":true,"exp":\#(now - 29)}"#, "nobody"),
        (#"{"active":true,"nbf":\#(now + 31)}"#, "401 token_early"),
        (#"{"active":true,"iat":\#(now + 31)}"#, "401 token_early"),
        (#"{"active":true,"iss":"a","aud":"b"}"#, "nobody"), (#"{"active":true,"cnf":{"jkt":"x"}}"#, "401 token_bound"),
        (#"{"active":false,"sub":"x"}"#, "foreign token_inactive"), (#"{"active":"true"}"#, "503 introspection_away"),
        (#"{"active":true,"active":false}"#, "503 introspection_away"), (#"{"sub":"x"}"#, "503 introspection_away"),
        (#"{"active":true,"exp":"soon"}"#, "503 introspection_away"), ("[]", "503 introspection_away"),
        ("", "503 introspection_away"),
    ])
    func theAnswerIsJudged(body: String, expected: String) {
        server.says(body)
        #expect(outcome(way(), "a") == expected)
    }

    @Test(arguments: [
        (#"{"active":true,"sub":"s","iss":"me","aud":["x","shop"]}"#, "s"),
        (#"{"active":true,"sub":"s","iss":"me","aud":"shop"}"#, "s"),
        (#"{"active":true,"sub":"s","iss":"me"}"#, "401 token_audience"),
        (#"{"active":true,"sub":"s","iss":"me","aud":"Shop"}"#, "401 token_audience"),
        (#"{"active":true,"sub":"s","iss":"other","aud":"shop"}"#, "foreign token_issuer"),
        (#"{"active":true,"sub":"s","aud":"shop"}"#, "foreign token_issuer"),
    ])
    func issuerAndAudienceAreWhatTheFileSays(body: String, expected: String) {
        server.says(body)
        let way = way {
            $0.issuer = "me"
            $0.audiences = ["shop"]
        }
        #expect(outcome(way, "a") == expected)
    }

    @Test func whileTheServerIsAwayWhatWasKnownLastMayCount() {
        let (strict, lenient) = (way(), way { $0.lastKnown = 60 })
        for way in [strict, lenient] { #expect(outcome(way, "a") == "seven") }
        server.says(nil)
        pass(30)
        #expect(outcome(strict, "a") == "503 introspection_away" && outcome(lenient, "a") == "seven")
        #expect(outcome(lenient, "b") == "503 introspection_away")
        pass(59)
        #expect(outcome(lenient, "a") == "seven")
        pass(1)
        #expect(outcome(lenient, "a") == "503 introspection_away")
    }

    /// A token that was taken back isn't good again because the server goes away.
    @Test func whatWasTakenBackIsNotKnownLast() {
        let way = way { $0.lastKnown = 60 }
        #expect(outcome(way, "a") == "seven")
        pass(30)
        server.says(#"{"active":false}"#)
        #expect(outcome(way, "a") == "foreign token_inactive")
        pass(10)
        server.says(nil)
        #expect(outcome(way, "a") == "503 introspection_away")
    }

    @Test func manyRequestsWithATokenAreOneQuestion() {
        let way = way()
        server.state.withLock { $0.isSlow = true }
        let outcomes = Mutex<[String]>([])
        var giveUps: [@Sendable () -> Void] = []
        for _ in 0..<20 {
            guard case .pending(let begin) = way.authenticate(request(["a"])) else { continue }
            giveUps.append(begin { outcome in outcomes.withLock { $0.append(self.word(outcome)) } })
        }
        #expect(server.count == 1 && giveUps.count == 20)
        giveUps[0]()
        server.release()
        #expect(outcomes.withLock { $0 } == Array(repeating: "seven", count: 19))
    }

    @Test func tooManyQuestionsAreRefusedAtOnce() {
        let way = way()
        server.state.withLock { $0.isSlow = true }
        var outcomes: [String] = []
        for index in 0..<1001 {
            guard case .pending(let begin) = way.authenticate(request(["t\(index)"])) else { continue }
            let outcome = Mutex("")
            _ = begin { result in outcome.withLock { $0 = self.word(result) } }
            outcomes.append(outcome.withLock { $0 })
        }
        #expect(outcomes.dropLast().allSatisfy(\.isEmpty) && outcomes.last == "503 introspection_busy")
        #expect(server.count == 128)
    }

    @Test func garbagePushesNoGoodTokenOut() {
        let way = way()
        #expect(outcome(way, "good") == "seven")
        server.says(#"{"active":false}"#)
        for index in 0..<20_000 { _ = outcome(way, "bad\(index)") }
        let before = server.count
        #expect(outcome(way, "good") == "seven" && server.count == before)
    }

    @Test func aBoundTokenNeedsItsCertificate() {
        let hash = [UInt8](repeating: 7, count: 32)
        server.says(#"{"active":true,"sub":"s","cnf":{"x5t#S256":"\#(Base64URL.text(hash))"}}"#)
        let way = way()
        func certificate(_ digits: String) -> ClientCertificate {
            ClientCertificate(subject: "CN=a", value: ["fingerprint": .string(digits)])
        }
        let right = String(repeating: "07", count: 32)
        #expect(outcome(way, "a") == "401 token_bound")
        #expect(outcome(way, "a", certificate: certificate(right)) == "s")
        #expect(outcome(way, "a", certificate: certificate(String(repeating: "08", count: 32))) == "401 token_bound")
        #expect(server.count == 1)
    }

    /// RFC 9449, 6.2: what a server says of a token binds it as its own claims would.
    @Test func aTokenThatIsBoundToAKeyNeedsItsProof() {
        server.says(#"{"active":true,"sub":"s","cnf":{"jkt":"\#(SignedProofs.thumbprint)"}}"#)
        let way = IntrospectedTokens(
            name: "apps", IntrospectionSettings(places: [.header(.authorization)]), asking: server,
            replays: ReplayedProofs(keys: 256), keepsTokens: true)
        func request(_ scheme: String, _ proofs: String...) -> AuthenticationRequest {
            AuthenticationRequest(
                headers: Headers(
                    all: [("authorization", "\(scheme) \(SignedProofs.token)")] + proofs.map { ("dpop", $0) }),
                path: "/a/b", authority: "shop.example.com", isSecure: true,
                secondsSince1970: server.secondsSince1970)
        }
        let proofs = SignedProofs.further
        #expect(word(settled(way.authenticate(request("Bearer", proofs[0])))) == "401 token_bound")
        #expect(word(settled(way.authenticate(request("DPoP")))) == "401 dpop_missing")
        #expect(word(settled(way.authenticate(request("DPoP", proofs[0])))) == "s")
        #expect(word(settled(way.authenticate(request("DPoP", proofs[0])))) == "401 dpop_replayed")
        #expect(server.count == 1 && way.settings.credentials.count == 2)
        // As `Bearer`, no service could use it.
        guard case .identity(let identity)? = settled(way.authenticate(request("DPoP", proofs[1]))) else {
            Issue.record("nobody")
            return
        }
        #expect(identity.token == nil)
        // A token for anybody comes without a proof (7.2).
        server.says(#"{"active":true,"sub":"s"}"#)
        pass(31)
        #expect(word(settled(way.authenticate(request("DPoP", proofs[2])))) == "401 token_bound")
    }

    @Test(arguments: [
        ([], "absent"), (["a", "b"], "400 several_tokens"), ([""], "foreign token_malformed"),
        (["a b"], "foreign token_malformed"), (["\u{FC}"], "foreign token_malformed"),
        ([String(repeating: "a", count: 16_385)], "401 token_too_long"),
    ])
    func whatIsNoTokenIsAskedAboutNowhere(tokens: [String], expected: String) {
        #expect(word(settled(way().authenticate(request(tokens)))) == expected)
        #expect(server.count == 0)
    }

    @Test func theServerIsAskedEachTimeWithoutLosingATokenForGood() {
        let way = way { $0.cache = 1 }
        #expect(outcome(way, "a") == "seven")
        pass(1)
        #expect(outcome(way, "a") == "seven" && server.count == 2)
    }
}
