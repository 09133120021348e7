internal import HTTPTypes

/// A token, as a client has sent it.
struct SentToken {
    let text: String
    /// Whether it comes with a proof (RFC 9449, 7.1), and not as one that is good for whoever has it.
    let isProven: Bool

    /// The tokens that a request has at some places: in `Authorization` behind `Bearer` (RFC 6750, 2.1) or `DPoP` (RFC 9449, 7.1), elsewhere
    /// as they are.
    static func all(at places: [CredentialPlace], in request: AuthenticationRequest) -> [SentToken] {
        places.flatMap { place in
            let values = place.values(in: request)
            guard case .header(let name) = place, name == .authorization else {
                return values.map { SentToken(text: $0, isProven: false) }
            }
            return values.compactMap { value in
                if let token = AuthorizationScheme.credentials(of: value, scheme: "bearer") {
                    return SentToken(text: token, isProven: false)
                }
                return AuthorizationScheme.credentials(of: value, scheme: "dpop").map {
                    SentToken(text: $0, isProven: true)
                }
            }
        }
    }

    /// All that shows who a client is: beside the token in `Authorization`, a proof that it has the token's key (RFC 9449, 7.1).
    static func credentials(at places: [CredentialPlace]) -> [CredentialPlace] {
        guard places.contains(.header(.authorization)), let proof = HTTPField.Name("dpop") else { return places }
        return places + [.header(proof)]
    }
}
