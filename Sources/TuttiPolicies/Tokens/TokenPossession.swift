internal import TuttiCrypto

/// Whether the client that sends a token is the one that it is bound to, where it is bound (RFC 7800).
///
/// A token that is bound to a certificate is good with that certificate alone (RFC 8705, 3), one that is bound to a key with a proof that the
/// client has it (RFC 9449, 7.1), and any other one without a proof.
struct TokenPossession {
    /// What there is to say of a token.
    enum Finding {
        /// It is the client's.
        case shown
        /// It is somebody else's.
        case foreign
        /// There is no such proof: `error` of the challenge, and the word of the log.
        case unproven(error: String, reason: String)
        /// Nothing can be verified.
        case unchecked
    }

    /// How far the client's clock may be ahead, in seconds.
    let leeway: Int
    /// The gateway's origins, one of which a proof names; empty for the one that the request was sent to.
    let origins: [String]
    /// Nil for those of the process, which are made with the first proof.
    let replays: ReplayedProofs?

    /// What there is to say of a token with that SHA-256.
    func finding(
        of confirmation: TokenConfirmation?, _ token: SentToken, _ digest: SHA256Digest,
        _ request: AuthenticationRequest
    ) -> Finding {
        switch confirmation {
        case .key(let thumbprint)?:
            guard token.isProven else { break }
            guard let crypto = try? Crypto.load() else { return .unchecked }
            do throws(ProofDefect) {
                try ProofOfPossession(request, origins: origins, crypto: crypto, replays: replays ?? .shared)
                    .check(key: thumbprint, token: digest, leeway: leeway)
                return .shown
            } catch {
                return .unproven(error: "invalid_dpop_proof", reason: error.rawValue)
            }
        case _ where token.isProven: break
        case nil: return .shown
        case let other?: return other.isShown(in: request) ? .shown : .foreign
        }
        return .unproven(error: "invalid_token", reason: TokenDefect.bound.rawValue)
    }
}
