internal import HTTPTypes

/// Tokens that whoever has them may use (RFC 6750).
enum BearerToken {
    /// The tokens that a request has at some places: in `Authorization` behind `Bearer`, elsewhere as they are.
    static func sent(at places: [CredentialPlace], in request: AuthenticationRequest) -> [String] {
        places.flatMap { place in
            let values = place.values(in: request)
            guard case .header(let name) = place, name == .authorization else { return values }
            return values.compactMap { AuthorizationScheme.credentials(of: $0, scheme: "bearer") }
        }
    }

    /// A challenge (RFC 6750, 3; RFC 9728, 5.1): without an error for a client that has sent no token.
    static func challenge(error: String?, description: String?, resourceMetadata: String?) -> String {
        let parameters = [
            ("error", error), ("error_description", description), ("resource_metadata", resourceMetadata),
        ].compactMap { name, value in value.map { "\(name)=\"\($0)\"" } }
        return parameters.isEmpty ? "Bearer" : "Bearer " + parameters.joined(separator: ", ")
    }
}
