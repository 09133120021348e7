package import TuttiCrypto
internal import TuttiJSON

/// A log-in that was begun: what its cookie says, encrypted, until the issuer sends the browser back.
package struct LogIn: Sendable, Equatable {
    /// How long somebody has for it, in seconds.
    package static let longest = 600

    /// What the issuer sends back (RFC 6749, 10.12).
    package let state: String
    /// What the ID token has to repeat (OpenID Connect Core 1.0, 15.5.2).
    package let nonce: String
    /// What the token endpoint is told, of which the issuer knows the hash (RFC 7636).
    package let verifier: String
    /// Where the browser comes to afterwards: a path, with its query.
    package let path: String
    /// When it was begun, in seconds since 1970.
    package let started: Int

    /// A log-in that begins now.
    package init(to path: String, at now: Int) {
        state = Base64URL.text(randomBytes(32))
        nonce = Base64URL.text(randomBytes(32))
        verifier = Base64URL.text(randomBytes(32))
        self.path = path
        started = now
    }

    /// What a cookie says; nil for what no log-in is.
    package init?(_ bytes: [UInt8]) {
        guard let root = StrictJSON.object(bytes), let state = root.member("state")?.string,
            let nonce = root.member("nonce")?.string, let verifier = root.member("verifier")?.string,
            let path = root.member("path")?.string, let started = root.member("started")?.number?.double,
            abs(started) < 1e12
        else { return nil }
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.path = path
        self.started = Int(started)
    }

    /// What the cookie says.
    package var bytes: [UInt8] {
        JSONValue.members([
            ("state", .string(state)), ("nonce", .string(nonce)), ("verifier", .string(verifier)),
            ("path", .string(path)), ("started", .integer(started)),
        ]).jsonBytes
    }

    /// Whether somebody has taken too long.
    package func isOver(at now: Int) -> Bool { now >= started + Self.longest }

    /// Where a browser is sent to log in (OpenID Connect Core 1.0, 3.1.2.1; RFC 7636, 4.3).
    package func address(at endpoint: String, _ settings: SessionSettings, crypto: Crypto) -> String {
        let challenge = Base64URL.text(crypto.sha256(verifier.utf8.span).bytes)
        var query = RequestForm()
        for (name, value) in [
            ("response_type", "code"), ("client_id", settings.client.id), ("redirect_uri", settings.callbackAddress),
            ("scope", settings.scopes.joined(separator: " ")), ("state", state), ("nonce", nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ] { query.append(name, value) }
        return endpoint + (endpoint.utf8.contains(UInt8(ascii: "?")) ? "&" : "?")
            + String(decoding: query.bytes, as: UTF8.self)
    }
}
