internal import Synchronization
internal import TuttiCrypto
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// The tokens that a service gets in `Authorization`.
final class ServiceTokens: Sendable {
    /// What a request to the service shows.
    enum Shown: Sendable {
        /// Nothing, since nobody is there to be asked: in tests of compositions.
        case nothing
        /// This token.
        case token(HeldToken)
        /// None could be had: the client has shown no token.
        case missing
    }

    /// Why a request isn't made for a client without a token.
    static let missing = "who has asked has shown no token that its service could get"

    private struct State: Sendable {
        var isConnected = false
        var source: (any TokenSource)?
        /// The one token of the gateway itself.
        var own: HeldToken?
    }

    private let credentials: ServiceCredentials
    private let state = Mutex(State())
    /// Those for which issuers have taken tokens of clients, by the SHA-256 of these.
    private let exchanged = VerifiedTokens<HeldToken>(longest: 3600)
    private let exchanging = Mutex(())

    /// Tokens of a service; until ``connect(to:)``, requests show none.
    init(_ credentials: ServiceCredentials) {
        self.credentials = credentials
    }

    /// Where tokens come from, from now on; nil where no issuer is asked.
    ///
    /// Those that come from somewhere already go on.
    func connect(to makeSource: () -> (any TokenSource)?) {
        let own = state.withLock { state -> HeldToken? in
            guard !state.isConnected else { return nil }
            state.isConnected = true
            state.source = makeSource()
            if case .clientCredentials = credentials { state.own = state.source.map { HeldToken(from: $0) } }
            return state.own
        }
        // The first call finds it.
        _ = own?.standing()
    }

    /// What a request shows in the name of who has asked.
    func shown(for identity: Identity?) -> Shown {
        let state = state.withLock { $0 }
        guard state.isConnected else { return .nothing }
        switch credentials {
        case .clientCredentials: return state.own.map { .token($0) } ?? .missing
        case .clientToken: return identity?.token.map { .token(HeldToken($0)) } ?? .missing
        case .tokenExchange:
            guard let source = state.source, let token = identity?.token, let crypto = try? Crypto.load() else {
                return .missing
            }
            let digest = crypto.sha256(token.text.utf8.span)
            let now = SystemClock.secondsSince1970
            if let held = exchanged.value(of: digest, at: now) { return .token(held) }
            return .token(
                exchanging.withLock { _ in
                    if let held = exchanged.heldValue(of: digest, at: now) { return held }
                    let made = HeldToken(from: source, subject: token, owner: digest.bytes)
                    // Two tokens, of about 2 KiB each.
                    exchanged.remember(
                        made, byteCount: token.text.utf8.count + 4096, of: digest, until: .max, at: now, waits: true)
                    return made
                })
        }
    }
}
