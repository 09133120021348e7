package import TuttiPolicies
package import TuttiResilience

/// Gets tokens for one service from an issuer.
package protocol TokenSource: Sendable {
    /// The time by which tokens end.
    var now: MonotonicTime { get }

    /// Asks for a token, once.
    ///
    /// - Parameters:
    ///   - subject: the client's token, for which the other one is given; nil for a token of the gateway itself.
    ///   - done: is called once, on any thread.
    func token(for subject: Secret?, _ done: @escaping @Sendable (TokenOutcome) -> Void)
}
