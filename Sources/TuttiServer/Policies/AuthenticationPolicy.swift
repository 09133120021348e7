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

    private let ways: [any Authenticator]
    private let isOptional: Bool

    /// Asks these ways in their order; where `isOptional`, who shows nothing goes on as nobody.
    init(_ ways: [any Authenticator], isOptional: Bool) {
        self.ways = ways
        self.isOptional = isOptional
    }

    func handle(_ exchange: Exchange, next: NextPolicies) {
        let request = exchange.authenticationRequest
        var foreign: (refusal: AuthenticationRefusal, way: Int)?
        for (index, way) in ways.enumerated() {
            switch way.authenticate(request) {
            case .absent: continue
            case .foreign(let refusal): foreign = foreign ?? (refusal, index)
            case .pending(let begin): return wait(for: begin, of: index, exchange, next)
            case let outcome: return settle(outcome, of: index, exchange, next)
            }
        }
        if let foreign { return refuse(foreign.refusal, of: foreign.way, exchange) }
        if isOptional { return next(exchange) }
        exchange.authenticationFailure = Self.missing
        exchange.refuse(Refusal(.unauthenticated, headers: challenges()))
    }

    private func settle(_ outcome: Authentication, of way: Int, _ exchange: Exchange, _ next: NextPolicies) {
        switch outcome {
        case .identity(let identity):
            exchange.identity = identity
            next(exchange)
        case .refused(let refusal), .foreign(let refusal): refuse(refusal, of: way, exchange)
        // A way that had to ask somebody has seen credentials of its own, and asks once.
        case .absent, .pending: refuse(AuthenticationRefusal(status: 503, reason: "unchecked"), of: way, exchange)
        }
    }

    private func refuse(_ refusal: AuthenticationRefusal, of way: Int, _ exchange: Exchange) {
        exchange.authenticationFailure = refusal.reason
        let problem: ProblemDetails =
            switch refusal.status {
            case 400: .malformedCredentials
            case 503: .uncheckedCredentials
            default: .refusedCredentials
            }
        let headers = problem.status == 503 ? [] : challenges(refusal.challenge, insteadOf: way)
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
        _ exchange: Exchange, _ next: NextPolicies
    ) {
        guard let eventLoop = exchange.carrier?.eventLoop else { return }
        let waiting = NIOLoopBound((exchange: exchange, next: next), eventLoop: eventLoop)
        let giveUp = begin { outcome in
            eventLoop.execute {
                let (exchange, next) = waiting.value
                guard exchange.stage == .deciding else { return }
                self.settle(outcome, of: way, exchange, next)
            }
        }
        exchange.whenAbandoned { giveUp() }
    }
}
