internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiPolicies

/// Finds out who sends a request: the first way counts whose credentials are there, and it alone.
///
/// Whoever sends none gets a challenge of each way (RFC 9110, 11.6.1); whoever sends bad ones is not tried as somebody else.
final class AuthenticationPolicy: RequestPolicy {
    /// The word of the log for a request without credentials.
    static let missing = "missing"

    /// When a client whose credentials can't be checked may try again, in seconds.
    private static let pause = "5"

    /// How long somebody who is asked may take, with all that wait in front.
    private static let patience = TimeAmount.seconds(6)

    private let ways: [any Authenticator]
    private let isOptional: Bool
    /// The first way by which a browser can log in; nil without one.
    private let sessions: BrowserSessions?

    /// Asks these ways in their order; where `isOptional`, who shows nothing goes on as nobody.
    init(_ ways: [any Authenticator], isOptional: Bool) {
        self.ways = ways
        self.isOptional = isOptional
        sessions = ways.lazy.compactMap { $0 as? BrowserSessions }.first
    }

    func handle(_ exchange: Exchange, next: NextPolicies) {
        ask(from: 0, nil, exchange, next)
    }

    /// What credentials got that may be of another way.
    private typealias Foreign = (refusal: AuthenticationRefusal, way: Int)

    /// Asks the ways from one on; in those before, nothing was found but what may be of another one.
    private func ask(from first: Int, _ former: Foreign?, _ exchange: Exchange, _ next: NextPolicies) {
        let request = exchange.authenticationRequest
        var foreign = former
        for index in ways.indices.dropFirst(first) {
            switch ways[index].authenticate(request) {
            case .absent: continue
            case .ended(let reason, let cookies): forget(cookies, reason, exchange)
            case .foreign(let refusal): foreign = foreign ?? (refusal, index)
            case .pending(let begin): return wait(for: begin, of: index, foreign, exchange, next)
            case .identity(let identity): return accept(identity, exchange, next)
            case .renewed(let identity, let cookies): return accept(identity, cookies: cookies, exchange, next)
            case .refused(let refusal): return refuse(refusal, of: index, exchange)
            }
        }
        if let foreign { return refuse(foreign.refusal, of: foreign.way, exchange) }
        if isOptional {
            exchange.authenticationFailure = nil
            return next(exchange)
        }
        exchange.authenticationFailure = exchange.authenticationFailure ?? Self.missing
        if let sessions, BrowserRequest(request).isNavigation { return sessions.invite(exchange) }
        exchange.refuse(Refusal(.unauthenticated, headers: challenges()))
    }

    private func accept(
        _ identity: Identity, cookies: (@Sendable () -> [String])? = nil, _ exchange: Exchange, _ next: NextPolicies
    ) {
        exchange.identity = identity
        exchange.authenticationFailure = nil
        if let cookies {
            exchange.editHead { $0.set(cookies()) }
        } else if let sessions, identity.way == sessions.name {
            // What a cookie brings, caches may keep for anybody, unlike what Authorization brings (RFC 9111, 3.5).
            exchange.editHead { $0.keepPrivate() }
        }
        next(exchange)
    }

    /// What counts as nothing is still what the log says, where nothing else is found.
    private func forget(_ cookies: [String], _ reason: String, _ exchange: Exchange) {
        exchange.authenticationFailure = reason
        exchange.editHead { $0.set(cookies) }
    }

    private func refuse(_ refusal: AuthenticationRefusal, of way: Int, _ exchange: Exchange) {
        exchange.authenticationFailure = refusal.reason
        let problem: ProblemDetails =
            switch refusal.status {
            case 400: .malformedCredentials
            case 403: .crossSite
            case 503: .uncheckedCredentials
            default: .refusedCredentials
            }
        let headers: [HTTPField] =
            switch problem.status {
            case 403: []
            case 503: [HTTPField(name: .retryAfter, value: Self.pause)]
            default: challenges(refusal.challenge, insteadOf: way)
            }
        exchange.refuse(Refusal(problem, headers: headers))
    }

    /// Each way's challenge, with `challenge` in the place of one.
    private func challenges(_ challenge: String? = nil, insteadOf way: Int = -1) -> [HTTPField] {
        ways.enumerated().map { index, other in
            let value = index == way ? challenge ?? other.challenge : other.challenge
            return HTTPField(name: .wwwAuthenticate, value: value)
        }
    }

    private func wait(
        for begin: (@escaping @Sendable (Authentication) -> Void) -> (@Sendable () -> Void), of way: Int,
        _ foreign: Foreign?, _ exchange: Exchange, _ next: NextPolicies
    ) {
        guard let eventLoop = exchange.carrier?.eventLoop else { return }
        let bound = NIOLoopBound(Waiting(exchange, next), eventLoop: eventLoop)
        let giveUp = begin { outcome in
            eventLoop.execute {
                guard let (exchange, next) = bound.value.end(), exchange.stage == .deciding else { return }
                self.settle(outcome, of: way, foreign, exchange, next)
            }
        }
        bound.value.timer = eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            guard let (exchange, _) = bound.value.end() else { return }
            giveUp()
            guard exchange.stage == .deciding else { return }
            self.refuse(AuthenticationRefusal(status: 503, reason: "unchecked"), of: way, exchange)
        }
        exchange.whenAbandoned {
            _ = bound.value.end()
            giveUp()
        }
    }

    /// The end of what was waited for.
    private func settle(
        _ outcome: Authentication, of way: Int, _ foreign: Foreign?, _ exchange: Exchange, _ next: NextPolicies
    ) {
        switch outcome {
        case .identity(let identity): accept(identity, exchange, next)
        case .renewed(let identity, let cookies): accept(identity, cookies: cookies, exchange, next)
        case .ended(let reason, let cookies):
            forget(cookies, reason, exchange)
            ask(from: way + 1, foreign, exchange, next)
        case .refused(let refusal): refuse(refusal, of: way, exchange)
        case .foreign(let refusal): ask(from: way + 1, foreign ?? (refusal, way), exchange, next)
        // A way that had to ask somebody has seen credentials of its own, and asks once.
        case .absent, .pending: refuse(AuthenticationRefusal(status: 503, reason: "unchecked"), of: way, exchange)
        }
    }

    /// A request that waits, of which whoever is asked holds no more than this: its event loop alone may let go of the rest.
    private final class Waiting {
        private var request: (exchange: Exchange, next: NextPolicies)?
        /// Ends the waiting.
        var timer: Scheduled<Void>?

        init(_ exchange: Exchange, _ next: NextPolicies) {
            request = (exchange, next)
        }

        /// The request; nil from the second time on.
        func end() -> (exchange: Exchange, next: NextPolicies)? {
            timer?.cancel()
            timer = nil
            defer { request = nil }
            return request
        }
    }
}
