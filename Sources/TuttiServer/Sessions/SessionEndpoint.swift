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
        switch step {
        case .logIn: sessions.logIn(exchange, to: ReturnPath.asked(in: exchange.request.query))
        case .callback: sessions.cameBack(exchange)
        case .logOut: sessions.logOut(exchange)
        }
    }
}
