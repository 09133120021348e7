package import TuttiPolicies
package import TuttiResilience

/// What came of asking for a token of a service.
package enum TokenOutcome: Sendable {
    /// The token, and how long it is good; nil where the issuer doesn't say.
    case token(Secret, lifetime: TimeSpan?)
    /// Why there is none, in words for the log, without a secret.
    case failed(String)
}
