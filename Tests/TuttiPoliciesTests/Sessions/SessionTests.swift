import Testing
import TuttiCrypto
import TuttiJSON

@testable import TuttiPolicies

struct SessionTests {
    static let now = 1_800_000_000

    static func tokens(_ members: String = "") throws -> TokenResponse {
        let text = #"{"access_token":"at","token_type":"Bearer","expires_in":300,"refresh_token":"rt"\#(members)}"#
        return try TokenResponse(Array(text.utf8))
    }

    static func session(_ members: String = "", claims: String = #"{"sub":"7"}"#) throws -> Session {
        let idToken = Secret("e30." + Base64URL.text(Array(claims.utf8)) + ".x")
        return Session(try tokens(members), idToken: idToken, at: now)
    }

    @Test func isWhatItsCookieSays() throws {
        for members in ["", #","scope":"orders""#] {
            let session = try Self.session(members)
            #expect(Session(session.bytes) == session)
        }
        let other = try Self.session()
        #expect(try other.id != Self.session().id && other.id.utf8.count == 22)
        for text in ["", "{}", "[]", #"{"id":"a"}"#, #"{"id":"a","id":"b"}"#] {
            #expect(Session(Array(text.utf8)) == nil)
        }
    }

    @Test func itsTokensAreInNothingThatIsPrinted() throws {
        let session = try Self.session()
        var text = ""
        dump(session, to: &text)
        #expect(!text.contains("rt") || !text.contains("\"rt\""))
        #expect(!"\(session)".contains("\"at\""))
    }

    @Test(arguments: [(300, 60), (30, 6), (7200, 60), (0, 0)])
    func renewsItsTokenBeforeTheEnd(_ lifetime: Int, _ margin: Int) throws {
        var tokens = try Self.tokens()
        tokens.expiresIn = lifetime
        let session = Session(tokens, idToken: Secret("a"), at: Self.now)
        #expect(session.expires == Self.now + lifetime && session.renewsAt == Self.now + lifetime - margin)
    }

    @Test func keepsWhatTheIssuerLeavesOut() throws {
        let session = try Self.session(#","scope":"orders""#)
        let next = session.renewed(
            try TokenResponse(Array(#"{"access_token":"at2","token_type":"Bearer"}"#.utf8)), at: Self.now + 9)
        #expect(next.id == session.id && next.started == session.started && next.renewals == 1)
        #expect(next.accessToken == Secret("at2") && next.refreshToken == Secret("rt") && next.scope == "orders")
        #expect(next.idToken == session.idToken && next.expires == nil && next.seen == Self.now + 9)
    }

    @Test func ends() throws {
        let session = try Self.session()
        func isOver(_ session: Session, _ seconds: Int) -> Bool {
            session.isOver(at: Self.now + seconds, lifetime: 1000, idle: 600)
        }
        #expect(!isOver(session, 599) && isOver(session, 600))
        var seen = session
        seen.seen = Self.now + 900
        #expect(!isOver(seen, 999) && isOver(seen, 1000))
        // Without a refresh token, with its token.
        var single = session
        single.refreshToken = nil
        #expect(!isOver(single, 299) && isOver(single, 300))
        single.expires = nil
        #expect(!isOver(single, 599))
    }

    @Test func claimsAreThoseOfTheIDToken() throws {
        #expect(try Self.session().claims?.jsonText == #"{"sub":"7"}"#)
        #expect(try Self.session(#","scope":"orders""#).claims?.member("scope")?.string == "orders")
        let own = try Self.session(#","scope":"orders""#, claims: #"{"sub":"7","scope":"own"}"#)
        #expect(own.claims?.member("scope")?.string == "own")
        #expect(Session(try Self.tokens(), idToken: Secret("a.b"), at: Self.now).claims == nil)
    }

    @Test func sendsABrowserToLogIn() throws {
        let client = OAuthClient(id: "shop&co", secret: Secret("s"))
        let settings = SessionSettings(
            client: client, scopes: ["openid", "orders"], origin: "https://shop.example.com", secrets: [])
        let logIn = LogIn(to: "/a?b", at: Self.now)
        #expect(LogIn(logIn.bytes) == logIn)
        #expect(LogIn(Array("{}".utf8)) == nil)
        #expect(!logIn.isOver(at: Self.now + 599) && logIn.isOver(at: Self.now + 600))
        #expect(Set([logIn.state, logIn.nonce, logIn.verifier, LogIn(to: "/", at: 0).state]).count == 4)
        let crypto = try Crypto.load()
        let address = logIn.address(at: "https://id.example.com/a?x=y", settings, crypto: crypto)
        let challenge = Base64URL.text(crypto.sha256(logIn.verifier.utf8.span).bytes)
        #expect(
            address == "https://id.example.com/a?x=y&response_type=code&client_id=shop%26co"
                + "&redirect_uri=https%3A%2F%2Fshop.example.com%2Fauth%2Fcallback&scope=openid+orders"
                + "&state=\(logIn.state)&nonce=\(logIn.nonce)&code_challenge=\(challenge)&code_challenge_method=S256")
        #expect(!address.contains(logIn.verifier))
    }
}
