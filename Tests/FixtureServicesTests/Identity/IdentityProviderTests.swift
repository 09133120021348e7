import Testing
import TuttiJSON
import TuttiPolicies

@testable import FixtureServices

struct IdentityProviderTests {
    private func withProvider(
        _ options: ProviderOptions = ProviderOptions(), _ body: (ProviderClient) throws -> Void
    ) async throws {
        let server = try await IdentityProvider.start(data: .ofCheckout(), options: options)
        try body(ProviderClient(server: server))
        await server.stop()
    }

    @Test func describesItself() async throws {
        try await withProvider { client in
            let description = try exchange(client.server.port, "GET", "/.well-known/openid-configuration")
            #expect(description.member("issuer") == client.server.url)
            #expect(description.member("token_endpoint") == client.server.url + "/token")
            #expect(try exchange(client.server.port, "GET", "/nothing").status == 404)
        }
    }

    @Test func asksWhoItIsAndSendsACodeBack() async throws {
        try await withProvider { client in
            let page = try exchange(client.server.port, "GET", "/authorize?" + ProviderClient.question())
            #expect(page.status == 200)
            #expect(page.text.contains(#"<button name="user" value="7">Ada Lovelace</button>"#))
            #expect(page.text.contains("Aoife &quot;Foxy&quot;"))
            #expect(page.text.contains(#"name="state" value="a b&amp;c""#))
            let address = try client.logIn()
            #expect(address.hasPrefix(ProviderClient.address + "?code="))
            #expect(address.hasSuffix("&state=a%20b%26c&iss=" + FormFields.encoded(client.server.url)))
        }
    }

    @Test(
        arguments: [
            (["response_type": "token"], "unsupported_response_type"), (["scope": "orders"], "invalid_scope"),
            (["code_challenge_method": "plain"], "invalid_request"), (["code_challenge": nil], "invalid_request"),
            (["prompt": "none"], "login_required"), (["user": "99"], "access_denied"), ([:], "access_denied"),
        ] as [([String: String?], String)])
    func aBadQuestionGoesBackAsAnError(_ changes: [String: String?], _ error: String) async throws {
        try await withProvider { client in
            let address = try client.logIn(changes)
            #expect(address.hasPrefix(ProviderClient.address + "?error=\(error)&"))
        }
    }

    @Test(
        arguments: [
            ["client_id": "other"], ["redirect_uri": "https://evil.example.com/"],
            ["redirect_uri": ProviderClient.address + "/"], ["redirect_uri": nil],
        ] as [[String: String?]])
    func nobodyIsSentToAnAddressThatIsNotKnown(_ changes: [String: String?]) async throws {
        try await withProvider { client in
            #expect(try client.logIn(changes) == "")
            let page = try exchange(client.server.port, "GET", "/authorize?" + ProviderClient.question(changes))
            #expect(page.status == 400)
        }
    }

    @Test func aCodeBecomesTokensThatAreSigned() async throws {
        try await withProvider { client in
            let tokens = try client.redeem(client.code())
            #expect(tokens.status == 200)
            #expect(tokens.header("cache-control") == "no-store")
            #expect(try client.defect(of: tokens.member("access_token")) == nil)
            let idToken = tokens.member("id_token")
            #expect(try client.defect(of: idToken, audience: "tutti") == nil)
            let claims = try #require(IdentityProvider.claims(of: idToken))
            #expect(claims.member("nonce")?.string == "n-1")
            #expect(claims.member("sub")?.string == "7")
            #expect(claims.member("name")?.string == "Ada Lovelace")
            #expect(try client.isActive(tokens.member("access_token")))
        }
    }

    @Test func aCodeIsGoodOnceForItsClientAndItsVerifier() async throws {
        try await withProvider { client in
            let code = try client.code()
            let tokens = try client.redeem(code)
            #expect(try client.redeem(code).member("error") == "invalid_grant")
            #expect(try !client.isActive(tokens.member("access_token")))
            #expect(try client.redeem(client.code(), verifier: "other").status == 400)
            #expect(try client.redeem(client.code(), address: "https://localhost:8443/").status == 400)
            let secret = "grant_type=client_credentials"
            #expect(try client.post("/token", secret, basic: "authorization: Basic dHV0dGk6d3Jvbmc=").status == 401)
            #expect(try client.post("/token", secret, basic: nil).status == 401)
        }
    }

    @Test func aRefreshTokenIsGoodOnce() async throws {
        try await withProvider { client in
            let first = try client.redeem(client.code())
            let second = try client.refresh(first.member("refresh_token"))
            #expect(second.status == 200)
            #expect(IdentityProvider.claims(of: second.member("id_token"))?.member("nonce") == nil)
            #expect(try client.isActive(second.member("access_token")))
            // Somebody else has the first one, too: nobody keeps the log-in.
            #expect(try client.refresh(first.member("refresh_token")).member("error") == "invalid_grant")
            #expect(try client.refresh(second.member("refresh_token")).member("error") == "invalid_grant")
            #expect(try !client.isActive(second.member("access_token")))
        }
    }

    @Test func clientsHaveTokensOfTheirOwn() async throws {
        try await withProvider { client in
            let body = "grant_type=client_credentials&scope=orders&client_id=tutti&client_secret=a-secret-of-the-demo"
            let tokens = try client.post("/token", body, basic: nil)
            #expect(tokens.member("scope") == "orders")
            #expect(tokens.member("refresh_token") == "")
            let claims = try #require(IdentityProvider.claims(of: tokens.member("access_token")))
            #expect(claims.member("sub")?.string == "tutti")
            #expect(try client.post("/token", "grant_type=password").member("error") == "unsupported_grant_type")
        }
    }

    @Test func aTokenIsExchangedForOneForSomebodyElse() async throws {
        try await withProvider { client in
            let token = try exchange(client.server.port, "GET", "/mint?sub=7&scope=orders").text
            let question =
                "grant_type=" + FormFields.encoded(IdentityProvider.tokenExchange)
                + "&audience=orders&subject_token_type="
                + FormFields.encoded("urn:ietf:params:oauth:token-type:access_token") + "&subject_token="
            let exchanged = try client.post("/token", question + token)
            #expect(exchanged.member("issued_token_type") == "urn:ietf:params:oauth:token-type:access_token")
            #expect(try client.defect(of: exchanged.member("access_token"), audience: "orders") == nil)
            let claims = try #require(IdentityProvider.claims(of: exchanged.member("access_token")))
            #expect(claims.member("sub")?.string == "7")
            #expect(claims.member("act")?.member("sub")?.string == "tutti")
            #expect(try client.post("/token", question + "none").member("error") == "invalid_grant")
        }
    }

    @Test func tokensAreMintedForWhoeverAsks() async throws {
        try await withProvider { client in
            for algorithm in ["RS256", "ES256"] {
                let token = try exchange(client.server.port, "GET", "/mint?sub=7&roles=support,desk&alg=\(algorithm)")
                    .text
                #expect(try client.defect(of: token) == nil)
                #expect(IdentityProvider.claims(of: token)?.member("roles")?.count == 2)
            }
            let over = try exchange(client.server.port, "GET", "/mint?sub=7&expires-in=-60").text
            #expect(try client.defect(of: over) == .expired)
            let opaque = try exchange(client.server.port, "GET", "/mint?sub=7&scope=orders&opaque=true").text
            #expect(!opaque.contains("."))
            let answer = try client.post("/introspect", "token=" + opaque)
            #expect(answer.member("sub") == "7" && answer.member("scope") == "orders")
            #expect(try client.post("/introspect", "token=" + opaque, basic: nil).status == 401)
            _ = try client.post("/revoke", "token=" + opaque)
            #expect(try !client.isActive(opaque))
            #expect(try exchange(client.server.port, "GET", "/mint?scope=orders").status == 400)
        }
    }

    @Test(arguments: [("keep", nil), ("drop", .unknownKey)] as [(String, TokenDefect?)])
    func keysRotate(_ old: String, _ defect: TokenDefect?) async throws {
        try await withProvider { client in
            let before = try exchange(client.server.port, "GET", "/mint?sub=7").text
            _ = try client.post("/rotate?old=" + old, "")
            #expect(try client.defect(of: before) == defect)
            #expect(try client.defect(of: exchange(client.server.port, "GET", "/mint?sub=7").text) == nil)
        }
    }

    @Test func aLogOutEndsTheLogIn() async throws {
        try await withProvider { client in
            let tokens = try client.redeem(client.code())
            let back = FormFields.encoded("https://localhost:8443/")
            let hint = "/end_session?id_token_hint=\(tokens.member("id_token"))&post_logout_redirect_uri="
            let response = try exchange(client.server.port, "GET", hint + back)
            #expect(response.header("location") == "https://localhost:8443/")
            #expect(try client.refresh(tokens.member("refresh_token")).status == 400)
            #expect(try !client.isActive(tokens.member("access_token")))
            #expect(try exchange(client.server.port, "GET", hint + "https://evil.example.com/").status == 400)
        }
    }
}
