internal import HTTPTypes
internal import NIOCore
internal import TuttiCrypto
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies

/// A path that the gateway serves itself, for a way to authenticate by sessions.
struct SessionEndpoint: Sendable {
    /// What it is for.
    enum Step: Sendable {
        case logIn
        case callback
        case logOut

        var method: HTTPRequest.Method { self == .logOut ? .post : .get }
    }

    let sessions: BrowserSessions
    let step: Step

    /// Whether neither limits nor load keep anybody from it: a log-out, which costs little.
    var isFree: Bool { step == .logOut }

    /// Those of the ways, by their paths.
    static func endpoints(of ways: [BrowserSessions]) -> [String: SessionEndpoint] {
        var endpoints: [String: SessionEndpoint] = [:]
        for sessions in ways {
            let paths = sessions.settings.paths
            for (path, step) in [(paths.logIn, Step.logIn), (paths.callback, .callback), (paths.logOut, .logOut)] {
                endpoints[path] = SessionEndpoint(sessions: sessions, step: step)
            }
        }
        return endpoints
    }

    /// Serves a request, now or later.
    func serve(_ exchange: Exchange) {
        // The address has the code.
        if step == .callback, let name = HTTPField.Name("Referrer-Policy") {
            exchange.editHead { head in
                guard !head.headers.contains(where: { $0.name == name }) else { return }
                head.headers.append(HTTPField(name: name, value: "no-referrer"))
            }
        }
        switch step {
        case .logIn: sessions.askedToLogIn(exchange)
        case .callback: sessions.cameBack(exchange)
        case .logOut: sessions.logOut(exchange)
        }
    }
}
