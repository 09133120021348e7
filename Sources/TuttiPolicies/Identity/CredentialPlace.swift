package import HTTPTypes

/// Where in a request a credential stands.
package enum CredentialPlace: Sendable, Hashable {
    /// The value of a header.
    case header(HTTPField.Name)
    /// A parameter of the query.
    case query(String)
    /// A cookie.
    case cookie(String)

    /// All that a request has there, decoded where it is in the query.
    ///
    /// A client that sends more than one is one of two: what this gateway reads another one might not (RFC 6750, 3.1).
    func values(in request: AuthenticationRequest) -> [String] {
        switch self {
        case .header(let name): request.headers.values(named: name.canonicalName)
        case .query(let name): Self.parameters(name, of: request.query)
        case .cookie(let name):
            request.headers.values(named: "cookie").flatMap { line in
                CookieList.pairs(of: line).filter { ASCII.equal($0.name, name) }.map { String($0.value) }
            }
        }
    }

    private static func parameters(_ name: String, of query: String) -> [String] {
        guard !query.isEmpty else { return [] }
        return QueryList.parameters(of: query).filter { $0.hasName(name) }.map { $0.decodedValue }
    }
}
