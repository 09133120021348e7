/// Tokens that whoever has them may use (RFC 6750).
enum BearerToken {
    /// A challenge (RFC 6750, 3; RFC 9728, 5.1): without an error for a client that has sent no token.
    static func challenge(error: String?, description: String?, resourceMetadata: String?) -> String {
        let parameters = [
            ("error", error), ("error_description", description), ("resource_metadata", resourceMetadata),
        ].compactMap { name, value in value.map { "\(name)=\"\($0)\"" } }
        return parameters.isEmpty ? "Bearer" : "Bearer " + parameters.joined(separator: ", ")
    }
}
