/// Why a token is not accepted, as the access log says it: never with anything that was sent.
package enum TokenDefect: String, Error, Sendable, CaseIterable {
    /// Longer than ``JSONWebSignature/longest``.
    case tooLong = "token_too_long"
    /// Not three parts of base64url of which the first is an object of JSON.
    case malformed = "token_malformed"
    /// Something in the header that has to be understood, and isn't (RFC 7515, 4.1.11).
    case critical = "token_critical"
    /// An algorithm that the file doesn't list, such as `none`.
    case algorithm = "token_algorithm"
    /// A token for something else (RFC 8725, 3.11).
    case type = "token_type"
    /// No key of the issuer is meant, or more than one could be.
    case unknownKey = "token_key"
    /// Not signed with the key.
    case signature = "token_signature"
    /// The payload is no object of JSON, or a claim is not what RFC 7519 says.
    case claims = "token_claims"
    /// Of another issuer.
    case issuer = "token_issuer"
    /// For somebody else.
    case audience = "token_audience"
    /// Its time is over, or it says none.
    case expired = "token_expired"
    /// Its time has not come.
    case early = "token_early"
    /// It is bound to a key of the client (RFC 7800) that the client has not shown.
    case bound = "token_bound"
    /// Its server has not given it out, or has taken it back (RFC 7662, 2.2).
    case inactive = "token_inactive"
}
