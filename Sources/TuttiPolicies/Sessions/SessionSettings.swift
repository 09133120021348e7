/// What gateway.yaml says of sessions of browsers.
package struct SessionSettings: Sendable, Equatable {
    /// What the gateway is to the issuer.
    package var client: OAuthClient
    /// What is asked for, `openid` among them.
    package var scopes: [String]
    /// The origin by which browsers know the gateway: `https://shop.example.com`.
    package var origin: String
    /// Paths of the gateway's own, each beginning with `/`.
    package var paths = Paths()
    /// The name of the cookie.
    package var cookie = "__Host-session"
    /// How long a session is good after the log-in, in seconds.
    package var lifetime = 12 * 3600
    /// How long it is good without a request, in seconds.
    package var idle = 3600
    /// The secrets by which cookies are encrypted: the first one encrypts, all decrypt.
    package var secrets: [[UInt8]]

    /// Where browsers go.
    package struct Paths: Sendable, Equatable {
        /// Begins a log-in.
        package var logIn = "/auth/login"
        /// To which the issuer sends browsers back.
        package var callback = "/auth/callback"
        /// Ends a session.
        package var logOut = "/auth/logout"
        /// Where browsers come to after a log-out.
        package var afterLogOut = "/"

        /// The usual ones.
        package init() {}

        /// Those that the gateway serves itself.
        package var own: [String] { [logIn, callback, logOut] }
    }

    /// Settings of their parts, the others as they are by default.
    package init(client: OAuthClient, scopes: [String] = ["openid"], origin: String, secrets: [[UInt8]]) {
        self.client = client
        self.scopes = scopes
        self.origin = origin
        self.secrets = secrets
    }

    /// The address to which the issuer sends browsers back.
    package var callbackAddress: String { origin + paths.callback }

    /// The cookies that are the gateway's own, and no service's.
    package var cookieNames: [String] { SessionCookies(name: cookie).names + [cookie + "-login"] }
}
