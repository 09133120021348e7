/// Why a proof of possession is not accepted, as the access log says it: never with anything that was sent.
package enum ProofDefect: String, Error, Sendable, CaseIterable {
    /// No `DPoP` header, or several.
    case missing = "dpop_missing"
    /// Not a signature in compact form with `typ: dpop+jwt`, or too long.
    case malformed = "dpop_malformed"
    /// An algorithm that isn't taken, such as `none` or one of a secret.
    case algorithm = "dpop_algorithm"
    /// No public key that can be used, or one with its private part.
    case key = "dpop_key"
    /// For another method or another address.
    case request = "dpop_request"
    /// Made too long ago, or to come.
    case time = "dpop_time"
    /// For another token.
    case token = "dpop_token"
    /// With another key than the one that the token is bound to.
    case foreign = "dpop_foreign"
    /// Not signed with its key.
    case signature = "dpop_signature"
    /// Seen before.
    case replayed = "dpop_replayed"
}
