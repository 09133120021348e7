internal import Synchronization
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// Asks a token endpoint for the tokens of one service: by client credentials (RFC 6749, 4.4), or for tokens of clients (RFC 8693).
final class IssuerTokenSource: TokenSource {
    /// No more than these are asked for at a time.
    private static let atOnce = 128

    /// What came of asking.
    let record: IssuerRecord

    private let endpoint: IssuerEndpoint
    private let grant: TokenGrant
    private let underWay = Mutex(0)

    /// One that asks there; the grant says for what.
    init(_ endpoint: IssuerEndpoint, for grant: TokenGrant, record: IssuerRecord) {
        self.endpoint = endpoint
        self.grant = grant
        self.record = record
    }

    var now: MonotonicTime { endpoint.transport.now }

    func token(for subject: Secret?, _ done: @escaping @Sendable (TokenOutcome) -> Void) {
        let begins = underWay.withLock { count in
            guard count < Self.atOnce else { return false }
            count += 1
            return true
        }
        guard begins else { return done(.failed("too many tokens are being asked for")) }
        Task { [self] in
            let outcome = await outcome(for: subject)
            underWay.withLock { $0 -= 1 }
            done(outcome)
        }
    }

    private func outcome(for subject: Secret?) async -> TokenOutcome {
        do throws(IssuerFailure) {
            let response = try await endpoint.token(form(for: subject))
            // A token of another type needs more than a header (RFC 6749, 7.1); of one that is none, RFC 8693 says `N_A` (2.2.1).
            guard response.type == "bearer" else {
                throw IssuerFailure(message: "what \(endpoint.address) sends is no token of the type Bearer")
            }
            if response.expiresIn == 0 {
                throw IssuerFailure(message: "what \(endpoint.address) sends is a token that is over")
            }
            record.succeeded(lifetime: subject == nil ? response.expiresIn : nil)
            return .token(response.accessToken, lifetime: response.expiresIn.map { .seconds(Int64($0)) })
        } catch {
            record.failed(error)
            return .failed(error.message)
        }
    }

    private func form(for subject: Secret?) -> RequestForm {
        var form = RequestForm()
        if let subject {
            form.append("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
            form.append("subject_token", subject)
            form.append("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")
        } else {
            form.append("grant_type", "client_credentials")
        }
        if let scope = grant.scope { form.append("scope", scope) }
        if let audience = grant.audience { form.append("audience", audience) }
        return form
    }
}
