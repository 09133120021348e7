import FixtureServices
import NIOHTTP1
import Testing

/// Sessions of browsers from the files to the bytes on the wire, with an OpenID provider that is a real service.
@Suite struct SessionsOnTheWireTests {
    private static let cookie = "__Host-session"

    private static let documents = """
        route: GET /me
        auth: browsers
        respond: { body: { who: claims.sub, name: claims.name, scope: claims.scope, way: client.auth } }
        ---
        route: POST /me
        auth: browsers
        respond: { body: { who: claims.sub } }
        ---
        route: GET /hello
        auth: [browsers, optional]
        respond: { body: { who: claims.sub } }
        ---
        route: /public/**
        auth: none
        to: users
        rewrite: /users/{path.rest}
        ---
        route: /users/**
        auth: browsers
        to: users
        ---
        endpoint: GET /composed/{id}
        auth: none
        calls:
          user: { service: users, get: "/users/{path.id}" }
        response: user
        """

    private static func gateway(_ provider: FixtureServer, _ users: FixtureServer) -> String {
        """
        auth:
          browsers:
            session:
              issuer: "\(provider.url)"
              client-id: tutti
              client-secret: a-secret-of-the-demo
              origin: \(Browser.origin)
              keys: [MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=]
              scopes: [orders]
        services: { users: { instances: ["\(users.url)"] } }
        """
    }

    private func serving(
        _ change: (inout ProviderOptions) -> Void = { _ in }, adding edit: (String) -> String = { $0 },
        _ body: @Sendable (RunningGateway, FixtureServer, FixtureServer) async throws -> Void
    ) async throws {
        var options = ProviderOptions()
        options.redirectURIs = [Browser.origin + "/auth/callback"]
        options.logoutURIs = [Browser.origin + "/"]
        change(&options)
        let provider = try await IdentityProvider.start(data: .ofCheckout(), options: options)
        let users = try await FixtureServer.start(.users, data: .ofCheckout())
        do {
            try await RunningGateway.serving(gateway: edit(Self.gateway(provider, users)), endpoints: Self.documents) {
                try await body($0, provider, users)
            }
        } catch {
            Issue.record(error)
        }
        await provider.stop()
        await users.stop()
    }

    private func tokenRequests(_ provider: FixtureServer) -> Int {
        provider.requests.filter { $0.path == "/token" }.count
    }

    @Test func logsABrowserInAndBringsItBack() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            let invitation = try await browser.open("/me?a=b&c")
            #expect(invitation.status == 303 && invitation.headers.first(name: "cache-control") == "no-store")
            let state = try #require(invitation.headers["set-cookie"].first)
            #expect(state.hasPrefix("__Host-session-login=1."))
            #expect(state.hasSuffix("; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax"))

            let back = try await browser.choose("7", at: invitation.headers.first(name: "location") ?? "")
            let page = try await browser.send(back)
            // A redirect would be one of the issuer's, without the cookie of SameSite=Strict.
            #expect(page.status == 200 && page.body.contains(#"content="0;url=/me?a=b&amp;c""#))
            #expect(page.headers.first(name: "content-security-policy") == "default-src 'none'")
            #expect(page.headers.first(name: "referrer-policy") == "no-referrer")
            let session = try #require(page.headers["set-cookie"].first)
            #expect(session.hasPrefix("__Host-session=1.") && !session.contains("Domain"))
            #expect(session.hasSuffix("; Path=/; Max-Age=43200; Secure; HttpOnly; SameSite=Strict"))
            #expect(browser.cookies.keys.sorted() == [Self.cookie])

            let me = try await browser.send("/me")
            #expect(me.status == 200 && me.headers["set-cookie"] == [])
            #expect(me.headers.first(name: "cache-control") == "private, no-cache")
            #expect(me.body == #"{"who":"7","name":"Ada Lovelace","scope":"openid orders","way":"browsers"}"#)
            // What the issuer was sent: a code, the verifier, and who the gateway is.
            let request = try #require(provider.requests.first { $0.path == "/token" })
            #expect(request.text.contains("grant_type=authorization_code&code="))
            #expect(request.header("authorization")?.hasPrefix("Basic ") == true)
        }
    }

    @Test func onlyANavigationIsSentToLogIn() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            let script = try await browser.send("/me", headers: [("sec-fetch-mode", "cors"), ("accept", "*/*")])
            #expect(script.status == 401)
            #expect(
                script.headers["www-authenticate"]
                    == [#"Cookie form-action="/auth/login", cookie-name="__Host-session""#])
            let form = try await browser.send("/me", .POST, headers: Browser.navigation)
            #expect(form.status == 401 && browser.cookies.isEmpty)
            let optional = try await browser.open("/hello")
            #expect(optional.status == 200 && optional.body == #"{"who":null}"#)
        }
    }

    /// The cookie of SameSite=Strict stays behind when a link of another site is followed.
    @Test func aLinkOfAnotherSiteIsFollowedOnceMoreFromHere() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            let page = try await browser.send("/me?a", headers: Browser.navigation + [("sec-fetch-site", "cross-site")])
            #expect(
                page.status == 200 && page.body.contains(#"<a href="/me?a">Continue</a>"#) && browser.cookies.isEmpty)
            // By itself, it would make a request of this site of one of another site.
            #expect(!page.body.contains("refresh"))
            let sent = try await browser.send(
                "/auth/login?to=/me?a", headers: Browser.navigation + [("sec-fetch-site", "cross-site")])
            #expect(sent.status == 200 && sent.body.contains(#"<a href="/auth/login?to=%2Fme%3Fa">Continue</a>"#))
            #expect(!sent.body.contains("refresh"))
        }
    }

    @Test(arguments: [
        "//evil.example.com", "https://evil.example.com", "/%5Cevil.example.com", "/%09/evil.example.com",
    ])
    func aLogInLeadsToNoOtherHost(_ path: String) async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            let page = try await browser.logIn("/auth/login?to=" + path)
            #expect(page.body.contains(#"content="0;url=/""#))
        }
    }

    /// RFC 6749, 10.12; RFC 9700, 4.7: somebody is to be logged in as the attacker, or the attacker as somebody.
    @Test func aStolenStateIsOfNoUse() async throws {
        try await serving { gateway, provider, _ in
            var victim = Browser(gateway, provider)
            let back = try await victim.begin()

            var thief = Browser(gateway, provider)
            let without = try await thief.send(back)
            #expect(without.status == 400 && thief.cookies.isEmpty)
            _ = try await thief.begin()
            let own = try await thief.send(back)
            #expect(own.status == 400 && thief.cookies[Self.cookie] == nil)
            // The state of the thief's own log-in, with the code of the victim.
            #expect(tokenRequests(provider) == 0)

            let good = try await victim.send(back)
            #expect(good.status == 200 && victim.cookies[Self.cookie] != nil)
        }
    }

    /// RFC 9700, 4.5: the code of another log-in has another challenge.
    @Test func aCodeOfAnotherLogInIsOfNoUse() async throws {
        try await serving { gateway, provider, _ in
            var victim = Browser(gateway, provider)
            let code = FormText.value("code", of: try await victim.begin())
            var thief = Browser(gateway, provider)
            let own = try await thief.begin(as: "1")
            let mixed = own.replacing(FormText.value("code", of: own), with: code)
            let response = try await thief.send(mixed)
            #expect(response.status == 403 && thief.cookies.isEmpty)
        }
    }

    @Test func aReplayedCodeIsOfNoUse() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            let back = try await browser.begin()
            var copy = browser
            let first = try await browser.send(back)
            #expect(first.status == 200)
            // The cookie of the log-in is gone.
            let again = try await browser.send(back)
            #expect(again.status == 400 && tokenRequests(provider) == 1)
            // Who has kept it gets no further either.
            let replayed = try await copy.send(back)
            #expect(replayed.status == 403 && copy.cookies.isEmpty && tokenRequests(provider) == 1)
        }
    }

    @Test func whatTheIssuerSaysIsChecked() async throws {
        try await serving { gateway, provider, _ in
            for (change, status) in [
                (("iss=", "iss=x"), 400), (("&iss=", "&other="), 403), (("code=", "error=access_denied&x="), 403),
                (("code=", "x="), 403), (("state=", "x="), 400), (("state=", "state=a&state="), 400),
                (("code=", "code=a&code="), 400),
            ] {
                var browser = Browser(gateway, provider)
                let back = try await browser.begin()
                let response = try await browser.send(back.replacing(change.0, with: change.1))
                #expect(response.status == status, "\(change)")
                #expect(browser.cookies[Self.cookie] == nil)
            }
        }
    }

    /// OWASP ASVS 5.0, 7.2.4: a session from before the log-in doesn't become that of who logs in.
    @Test func aLogInMakesANewSession() async throws {
        try await serving { gateway, provider, _ in
            var first = Browser(gateway, provider)
            try await first.logIn(as: "1")
            var second = first
            try await second.logIn("/auth/login", as: "7")
            #expect(first.cookies[Self.cookie] != second.cookies[Self.cookie])
            let before = try await first.send("/hello")
            let after = try await second.send("/hello")
            #expect(before.body == #"{"who":"1"}"# && after.body == #"{"who":"7"}"#)
        }
    }

    @Test func aCookieOfSomethingElseIsNone() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            _ = try await browser.begin()
            let logIn = try #require(browser.cookies["__Host-session-login"])
            browser.cookies = [Self.cookie: logIn]
            let swapped = try await browser.send("/me")
            #expect(swapped.status == 401)
            // A browser forgets what is of no use.
            #expect(swapped.headers["set-cookie"].count == 4 && browser.cookies.isEmpty)

            try await browser.logIn()
            let session = try #require(browser.cookies[Self.cookie])
            var other = Browser(gateway, provider)
            let back = try await other.begin()
            other.cookies["__Host-session-login"] = session
            let crossed = try await other.send(back)
            #expect(crossed.status == 400)

            for place in [2, 7, 30, session.count - 1] {
                var text = Array(session.utf8)
                text[place] = text[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                browser.cookies = [Self.cookie: String(decoding: text, as: UTF8.self)]
                let response = try await browser.send("/me")
                #expect(response.status == 401)
            }
            browser.cookies = [Self.cookie: "4." + String(repeating: "A", count: 3800)]
            for part in 1...3 { browser.cookies["\(Self.cookie)-\(part)"] = String(repeating: "A", count: 3800) }
            let bomb = try await browser.send("/hello")
            #expect(bomb.status == 200 && bomb.body == #"{"who":null}"#)
        }
    }

    @Test func aPageOfAnotherSiteChangesNothing() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            try await browser.logIn()
            for headers in [
                [], [("origin", "https://evil.example.com")], [("sec-fetch-site", "cross-site")],
                [("origin", Browser.origin), ("sec-fetch-site", "same-site")],
            ] {
                let response = try await browser.send("/me", .POST, headers: headers)
                #expect(response.status == 403 && response.body.contains("Request of another site"))
                let logOut = try await browser.send("/auth/logout", .POST, headers: headers)
                #expect(logOut.status == 403 && !browser.cookies.isEmpty)
            }
            let own = try await browser.send(
                "/me", .POST, headers: [("origin", Browser.origin), ("sec-fetch-site", "same-origin")])
            #expect(own.status == 200)
        }
    }

    /// Its tokens are over at once, so each cookie is renewed.
    @Test func aSessionIsRenewedOnceForAllRequests() async throws {
        try await serving({ $0.tokenLifetime = 0 }) { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            try await browser.logIn()
            let former = browser
            let cookies = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var copy = former
                        let response = try await copy.send("/me")
                        #expect(response.status == 200 && response.headers.first(name: "cache-control") == "no-store")
                        return copy.cookieLine
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(!cookies.contains(former.cookieLine))
            #expect(tokenRequests(provider) == 2)
            // The former cookie is good for half a minute.
            browser = former
            let again = try await browser.send("/me")
            #expect(again.status == 200 && tokenRequests(provider) == 2)
            let next = try await browser.send("/me")
            #expect(next.status == 200 && tokenRequests(provider) == 3)
        }
    }

    @Test func anIssuerThatIsAwayEndsNoSession() async throws {
        try await serving({ $0.tokenLifetime = 0 }) { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            try await browser.logIn()
            provider.fault = try Fault(parsing: "status=503&path=/token")
            let away = try await browser.send("/me")
            #expect(away.status == 503 && !browser.cookies.isEmpty)
            #expect(away.headers["www-authenticate"] == [])
        }
    }

    @Test func anyInstanceServesASessionUntilTheIssuerEndsIt() async throws {
        try await serving({ $0.tokenLifetime = 0 }) { gateway, provider, users in
            try await RunningGateway.serving(
                gateway: Self.gateway(provider, users), endpoints: Self.documents
            ) { other in
                var browser = Browser(gateway, provider)
                try await browser.logIn()
                var elsewhere = Browser(other, provider)
                elsewhere.cookies = browser.cookies
                let before = try await elsewhere.send("/me")
                #expect(before.status == 200)
                browser.cookies = elsewhere.cookies
                let out = try await browser.send("/auth/logout", .POST, headers: [("origin", Browser.origin)])
                let address = out.headers.first(name: "location") ?? ""
                _ = try await HTTPConnection.get(port: provider.port, String(address.dropFirst(provider.url.count)))
                let after = try await elsewhere.send("/me")
                #expect(after.status == 401 && elsewhere.cookies.isEmpty)
            }
        }
    }

    @Test func aLogOutEndsTheSessionHereAndAtTheIssuer() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            try await browser.logIn()
            var kept = browser
            let response = try await browser.send("/auth/logout", .POST, headers: [("origin", Browser.origin)])
            #expect(response.status == 303 && browser.cookies.isEmpty)
            let address = response.headers.first(name: "location") ?? ""
            #expect(address.contains("&id_token_hint="))
            #expect(response.headers.first(name: "clear-site-data") == #""cache""#)
            try await eventually("the refresh token is taken back") {
                provider.requests.contains {
                    $0.path == "/revoke" && $0.text.contains("&token_type_hint=refresh_token")
                }
            }
            let end = try await HTTPConnection.get(port: provider.port, String(address.dropFirst(provider.url.count)))
            #expect(end.headers.first(name: "location") == Browser.origin + "/")
            // Somebody has copied the cookie.
            let copied = try await kept.send("/me")
            #expect(copied.status == 401 && kept.cookies.isEmpty)
            let nobody = try await browser.send("/auth/logout", .POST, headers: [("origin", Browser.origin)])
            #expect(nobody.status == 303)
        }
    }

    @Test func thePathsAreTheGatewaysOwn() async throws {
        try await serving { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            let post = try await browser.send("/auth/login", .POST)
            #expect(post.status == 405 && post.headers.first(name: "allow") == "GET")
            let get = try await browser.send("/auth/logout")
            #expect(get.status == 405 && get.headers.first(name: "allow") == "POST")
            let encoded = try await browser.send("/auth/%6Cogin")
            #expect(encoded.status == 303)
            let other = try await browser.send("/auth/login/")
            #expect(other.status == 404)
        }
    }

    @Test func nobodyLogsInWhileTheIssuerIsAway() async throws {
        try await serving { gateway, provider, _ in
            provider.fault = try Fault(parsing: "status=500")
            var browser = Browser(gateway, provider)
            let response = try await browser.open("/me")
            #expect(response.status == 503 && response.body.contains("Log-in not possible"))
        }
    }

    @Test func aLogInGoesOnWhenTheIssuerIsBack() async throws {
        try await serving { gateway, provider, _ in
            var first = Browser(gateway, provider)
            try await first.logIn()
            var browser = Browser(gateway, provider)
            let back = try await browser.begin()
            provider.fault = try Fault(parsing: "status=500&path=/token")
            let away = try await browser.send(back)
            #expect(away.status == 503 && browser.cookies[Self.cookie] == nil)
            provider.fault = nil
            let again = try await browser.send(back)
            #expect(again.status == 200 && browser.cookies[Self.cookie] != nil)
        }
    }

    @Test func servicesDoNotGetTheCookie() async throws {
        try await serving { gateway, provider, users in
            var browser = Browser(gateway, provider)
            try await browser.logIn()
            browser.cookies["theme"] = "dark"
            let response = try await browser.send("/users/7")
            #expect(response.status == 200)
            #expect(users.requests.last?.header("cookie") == "theme=dark")
            // Browsers send it to pages for everybody as well.
            let open = try await browser.send("/public/7")
            #expect(open.status == 200)
            #expect(users.requests.last?.header("cookie") == "theme=dark")
        }
    }

    /// Whoever has it can act as its user.
    @Test func servicesDoNotGetTheCookieWhateverIsForwarded() async throws {
        try await serving(adding: { $0.replacing("users: { ", with: "users: { forward-headers: [cookie], ") }) {
            gateway, provider, users in
            var browser = Browser(gateway, provider)
            try await browser.logIn()
            for path in ["/users/7", "/public/7", "/composed/7"] {
                browser.cookies["theme"] = "dark"
                let response = try await browser.send(path)
                #expect(response.status == 200)
                #expect(users.requests.last?.header("cookie") == "theme=dark", "\(path)")
                browser.cookies["theme"] = nil
                let alone = try await browser.send(path)
                #expect(alone.status == 200 && users.requests.last?.header("cookie") == nil, "\(path)")
            }
        }
    }

    @Test func theLimitsOfDefaultsHoldForLogInsAndForNoLogOut() async throws {
        let limits = """
            limits: { few: { rate: 3/h, by: client.address } }
            defaults: { limits: [few] }

            """
        try await serving(adding: { limits + $0 }) { gateway, provider, _ in
            var browser = Browser(gateway, provider)
            try await browser.logIn("/auth/login")
            let third = try await browser.send("/auth/login")
            #expect(third.status == 303)
            for path in ["/auth/login", "/auth/callback?state=a&code=b"] {
                let refused = try await browser.send(path)
                #expect(refused.status == 429, "\(path)")
            }
            let out = try await browser.send("/auth/logout", .POST, headers: [("origin", Browser.origin)])
            #expect(out.status == 303 && browser.cookies[Self.cookie] == nil)
        }
    }
}

/// Reads what is in a URL.
private enum FormText {
    static func value(_ name: String, of address: String) -> String {
        let query = address.drop { $0 != "?" }.dropFirst()
        let pair = query.split(separator: "&").first { $0.hasPrefix(name + "=") } ?? ""
        return String(pair.dropFirst(name.count + 1))
    }
}
