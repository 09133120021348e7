internal import Synchronization
internal import TuttiJSON

extension IdentityProvider {
    /// What a client asks for by sending a browser.
    private struct Question {
        let redirectURI: String
        let fields: FormFields

        /// An address back at the client with these parameters, and those of RFC 9207.
        func back(_ parameters: [(String, String)], issuer: String) -> FixtureResponse {
            let all = parameters + (fields["state"].map { [("state", $0)] } ?? []) + [("iss", issuer)]
            let query = all.map { $0.0 + "=" + FormFields.encoded($0.1) }.joined(separator: "&")
            return FixtureResponse(status: 303, headers: [("location", redirectURI + "?" + query)])
        }
    }

    /// The page on which somebody chooses who it is (OpenID Connect Core 1.0, 3.1.2).
    func authorize(_ request: FixtureRequest) -> FixtureResponse {
        let fields = FormFields(request)
        switch question(fields) {
        case .failure(let refusal): return refusal.response
        case .success:
            // They come back with the choice.
            let hidden = fields.all.map { name, value in
                #"<input type="hidden" name="\#(Self.escaped(name))" value="\#(Self.escaped(value))">"#
            }
            let buttons = people.map { id, name in
                #"<p><button name="user" value="\#(Self.escaped(id))">\#(Self.escaped(name))</button></p>"#
            }
            return Self.page(
                "Who are you?",
                #"<form method="post" action="/authorize">"# + hidden.joined() + buttons.joined() + "</form>")
        }
    }

    /// Somebody has chosen: a code goes to the client.
    func loggedIn(_ request: FixtureRequest) -> FixtureResponse {
        let fields = FormFields(request)
        let question: Question
        switch self.question(fields) {
        case .failure(let refusal): return refusal.response
        case .success(let asked): question = asked
        }
        guard let user = fields["user"], people.contains(where: { $0.id == user }) else {
            return question.back([("error", "access_denied")], issuer: issuer)
        }
        let grant = ProviderState.Grant(
            family: Self.secret(), subject: user, scope: fields["scope"] ?? "openid",
            redirectURI: question.redirectURI, challenge: fields["code_challenge"] ?? "", nonce: fields["nonce"])
        let code = Self.secret()
        let expires = now + 60
        state.withLock { $0.codes[code] = ProviderState.Credential(grant: grant, expires: expires) }
        return question.back([("code", code)], issuer: issuer)
    }

    private struct Refused: Error {
        let response: FixtureResponse
    }

    /// What is asked; a client or an address that isn't known gets a page, and never a redirect (RFC 6749, 4.1.2.1).
    private func question(_ fields: FormFields) -> Result<Question, Refused> {
        guard fields["client_id"] == options.clientID, let address = fields["redirect_uri"],
            options.redirectURIs.contains(address)
        else {
            return .failure(
                Refused(response: Self.page("Unknown client", "<p>No such client_id or redirect_uri.</p>", status: 400))
            )
        }
        let question = Question(redirectURI: address, fields: fields)
        func refuse(_ error: String) -> Result<Question, Refused> {
            .failure(Refused(response: question.back([("error", error)], issuer: issuer)))
        }
        guard fields["response_type"] == "code" else { return refuse("unsupported_response_type") }
        guard fields["scope"]?.split(separator: " ").contains("openid") ?? false else { return refuse("invalid_scope") }
        guard fields["code_challenge_method"] == "S256", fields["code_challenge"]?.utf8.count == 43 else {
            return refuse("invalid_request")
        }
        guard fields["prompt"] != "none" else { return refuse("login_required") }
        return .success(question)
    }

    /// OpenID Connect RP-Initiated Logout 1.0: ends the log-in that an ID token is of.
    func endSession(_ request: FixtureRequest) -> FixtureResponse {
        let fields = FormFields(request)
        if let family = fields["id_token_hint"].flatMap(Self.claims)?.member("sid")?.string {
            state.withLock { _ = $0.endedFamilies.insert(family) }
        }
        guard let address = fields["post_logout_redirect_uri"] else {
            return Self.page("Logged out", "<p>You are logged out.</p>")
        }
        guard options.logoutURIs.contains(address) else {
            return Self.page("Unknown address", "<p>No such post_logout_redirect_uri.</p>", status: 400)
        }
        let state = fields["state"].map { "?state=" + FormFields.encoded($0) } ?? ""
        return FixtureResponse(status: 303, headers: [("location", address + state)])
    }

    private static func page(_ title: String, _ body: String, status: Int = 200) -> FixtureResponse {
        let text = "<!doctype html><meta charset=\"utf-8\"><title>\(title)</title><h1>\(title)</h1>" + body
        return FixtureResponse(
            status: status, headers: [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store")],
            body: Array(text.utf8))
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
