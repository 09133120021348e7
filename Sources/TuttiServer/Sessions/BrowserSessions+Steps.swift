internal import HTTPTypes
internal import NIOCore
internal import TuttiCrypto
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// What a browser goes through: it is sent to the issuer, comes back with a code, and leaves.
extension BrowserSessions {
    /// A navigation that needs a session, and has none.
    func invite(_ exchange: Exchange) {
        let request = exchange.request
        let path = String(request.path) + (request.query.isEmpty ? "" : "?" + request.query)
        // A link of another site has left the cookie of `SameSite=Strict` behind: the same page, asked for by this one, has it.
        if BrowserRequest(exchange.authenticationRequest).comesFromElsewhere {
            return exchange.settle(Self.page(leadingTo: ReturnPath.checked(path), byItself: false, cookies: []))
        }
        logIn(exchange, to: path)
    }

    /// A request to the path of the log-in.
    func askedToLogIn(_ exchange: Exchange) {
        let path = ReturnPath.asked(in: exchange.request.query)
        // Where the issuer knows the browser, a log-in needs nobody; without this, any site could have a page of this one opened by it.
        if path != "/", BrowserRequest(exchange.authenticationRequest).comesFromElsewhere {
            var query = RequestForm()
            query.append("to", path)
            let again = "\(settings.paths.logIn)?\(String(decoding: query.bytes, as: UTF8.self))"
            return exchange.settle(Self.page(leadingTo: again, byItself: false, cookies: []))
        }
        logIn(exchange, to: path)
    }

    /// Sends a browser to the issuer.
    func logIn(_ exchange: Exchange, to path: String) {
        let now = SystemClock.secondsSince1970
        later(exchange) { [self] () async throws(IssuerFailure) -> ComposedResponse in
            let description = try await provider.description()
            guard let crypto = try? Crypto.load(), let (logIn, cookies) = begin(to: path, at: now) else {
                throw IssuerFailure(message: "libcrypto can't be loaded")
            }
            let address = logIn.address(at: description.authorization, settings, crypto: crypto)
            return Self.redirect(to: address, cookies: cookies)
        }
    }

    /// The issuer has sent a browser back.
    ///
    /// Nothing is asked of the issuer unless the browser has begun this log-in itself (RFC 6749, 10.12; RFC 9700, 4.7).
    func cameBack(_ exchange: Exchange) {
        let now = SystemClock.secondsSince1970
        guard let parameters = CallbackParameters(query: exchange.request.query), let state = parameters.state else {
            return refuse(exchange, 400, "The issuer has sent no state.", forgets: false)
        }
        guard let logIn = self.logIn(of: ReceivedHeaders(headers: exchange.request.headers)), !logIn.isOver(at: now),
            equalInConstantTime(state.utf8.span, logIn.state.utf8.span)
        else { return refuse(exchange, 400, "This browser has begun no such log-in, or too long ago.", forgets: false) }
        if let named = parameters.issuer, !named.utf8.elementsEqual(way.tokens.settings.rules.issuer.utf8) {
            return refuse(exchange, 400, "Another issuer has sent the browser here.", forgets: true)
        }
        guard parameters.error == nil, let code = parameters.code, !code.isEmpty else {
            return refuse(exchange, 403, "The issuer has not logged anybody in.", forgets: true)
        }
        later(exchange) { [self] () async throws(IssuerFailure) -> ComposedResponse in
            if parameters.issuer == nil, try await provider.description().namesItself {
                throw IssuerFailure(message: "a browser came back from the issuer without `iss`", code: "no_iss")
            }
            let session = try await provider.session(code: code, of: logIn, at: now)
            guard let cookies = cookies(of: session, at: now) else {
                throw IssuerFailure(message: "the tokens are too large for cookies", code: "too_large")
            }
            return Self.page(leadingTo: logIn.path, byItself: true, cookies: cookies + [logInCookies.cleared[0]])
        }
    }

    /// Ends a session, here and at the issuer.
    func logOut(_ exchange: Exchange) {
        guard !BrowserRequest(exchange.authenticationRequest).isForged(origin: settings.origin) else {
            return exchange.refuse(Refusal(.crossSite))
        }
        let session = session(of: ReceivedHeaders(headers: exchange.request.headers))
        let isEnded = session.map { provider.memory.end($0) } ?? false
        let cookies = cookies.cleared + [logInCookies.cleared[0]]
        // What others see who use this browser later (Clear Site Data, 3.1).
        if let name = HTTPField.Name("Clear-Site-Data") {
            exchange.editHead { $0.headers.append(HTTPField(name: name, value: "\"cache\"")) }
        }
        later(exchange) { [self] () async throws(IssuerFailure) -> ComposedResponse in
            let description = try? await provider.description()
            if isEnded, let session, let description { provider.revoke(session, description) }
            let address = description?.logOut(settings, session: session)
            return Self.redirect(to: address ?? settings.paths.afterLogOut, cookies: cookies)
        } orElse: {
            // There is too much to do for the issuer to be asked; here it is over all the same.
            $0.settle(Self.redirect(to: self.settings.paths.afterLogOut, cookies: cookies))
        }
    }

    /// Answers with what the issuer is asked for.
    private func later(
        _ exchange: Exchange, _ work: @escaping @Sendable () async throws(IssuerFailure) -> ComposedResponse,
        orElse full: (Exchange) -> Void = { $0.refuse(Refusal(.noLogIn)) }
    ) {
        guard let eventLoop = exchange.carrier?.eventLoop else { return }
        let waiting = NIOLoopBound(exchange, eventLoop: eventLoop)
        let hasBegun = provider.begin { [self] in
            let outcome: Result<ComposedResponse, IssuerFailure>
            do throws(IssuerFailure) {
                outcome = .success(try await work())
            } catch {
                provider.report(error)
                outcome = .failure(error)
            }
            eventLoop.execute {
                let exchange = waiting.value
                switch outcome {
                case .success(let response): exchange.settle(response)
                // The issuer was there, and has said no.
                case .failure(let failure) where failure.code != nil:
                    self.refuse(exchange, 403, "The issuer has not logged anybody in.", forgets: true)
                case .failure: exchange.refuse(Refusal(.noLogIn))
                }
            }
        }
        if !hasBegun { full(exchange) }
    }

    private func refuse(_ exchange: Exchange, _ status: Int, _ why: String, forgets: Bool) {
        var headers = [HTTPField(name: .cacheControl, value: "no-store")]
        if forgets { headers.append(HTTPField(name: .setCookie, value: logInCookies.cleared[0])) }
        exchange.refuse(
            Refusal(status, "Not logged in", "\(why) Log in again at \(settings.paths.logIn).", headers: headers))
    }

    private static func redirect(to address: String, cookies: [String]) -> ComposedResponse {
        ComposedResponse(
            status: 303, headers: headers(cookies) + [HTTPField(name: .location, value: address)], body: [], calls: [])
    }

    /// A page that goes on to a path, at once or when somebody asks for it.
    ///
    /// A redirect would still be the navigation of the other site, which cookies of `SameSite=Strict` stay away from (RFC 6265bis, 5.2).
    private static func page(leadingTo path: String, byItself: Bool, cookies: [String]) -> ComposedResponse {
        let escaped = path.utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "&"): text += "&amp;"
            case UInt8(ascii: "\""): text += "&quot;"
            case UInt8(ascii: "<"): text += "&lt;"
            case UInt8(ascii: ">"): text += "&gt;"
            default: text.unicodeScalars.append(UnicodeScalar(byte))
            }
        }
        let body =
            "<!doctype html><meta charset=\"utf-8\"><title>…</title>"
            + (byItself ? "<meta http-equiv=\"refresh\" content=\"0;url=\(escaped)\">" : "")
            + "<a href=\"\(escaped)\">Continue</a>\n"
        var fields = [
            HTTPField(name: .contentType, value: "text/html; charset=utf-8"),
            HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'"),
        ]
        // The address has the code.
        if let name = HTTPField.Name("Referrer-Policy") { fields.append(HTTPField(name: name, value: "no-referrer")) }
        return ComposedResponse(status: 200, headers: headers(cookies) + fields, body: Array(body.utf8), calls: [])
    }

    private static func headers(_ cookies: [String]) -> [HTTPField] {
        cookies.map { HTTPField(name: .setCookie, value: $0) } + [HTTPField(name: .cacheControl, value: "no-store")]
    }
}
