internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// How clients show who they are: `components/securitySchemes`, and the `security` of an operation (OpenAPI 3.1.1, 4.8.27 and 4.8.30).
struct SecuritySchemes {
    /// The schemes; nil where nobody is asked who it is.
    let json: JSONValue?
    /// The names of the schemes of each way: one for each place of a key.
    private let names: [[String]]

    /// The schemes of the ways of a gateway.
    init(_ ways: [AuthenticationWay]) {
        var schemes = JSONObject()
        names = ways.map { way in
            let described: [(suffix: String, scheme: JSONValue)]
            switch way.method {
            case .clientCertificate: described = [("", ["type": "mutualTLS"])]
            case .session(let session): described = [Self.scheme(.cookie(session.settings.cookie))]
            case .basic: described = [("", ["type": "http", "scheme": "basic"])]
            case .apiKeys(let keys): described = keys.places.map(Self.scheme)
            case .jwt(let tokens): described = tokens.settings.places.map { Self.scheme($0, ofTokens: "JWT") }
            case .introspection(let tokens): described = tokens.settings.places.map { Self.scheme($0, ofTokens: nil) }
            }
            return described.enumerated().map { index, entry in
                let name = index == 0 ? way.name : way.name + entry.suffix
                schemes[name] = entry.scheme
                return name
            }
        }
        json = ways.isEmpty ? nil : .object(schemes)
    }

    /// Tokens stand in `Authorization` behind `Bearer`, and elsewhere as keys do.
    private static func scheme(
        _ place: CredentialPlace, ofTokens format: String?
    ) -> (suffix: String, scheme: JSONValue) {
        guard place == .header(.authorization) else { return scheme(place) }
        var members = JSONObject()
        members["type"] = "http"
        members["scheme"] = "bearer"
        if let format { members["bearerFormat"] = .string(format) }
        return ("-bearer", .object(members))
    }

    private static func scheme(_ place: CredentialPlace) -> (suffix: String, scheme: JSONValue) {
        switch place {
        case .header(let name):
            ("-header", ["type": "apiKey", "in": "header", "name": .string(name.canonicalName)])
        case .query(let name): ("-query", ["type": "apiKey", "in": "query", "name": .string(name)])
        case .cookie(let name): ("-cookie", ["type": "apiKey", "in": "cookie", "name": .string(name)])
        }
    }

    /// An operation with its `security`: a requirement for each way, any of which is enough; without any, everybody may ask.
    func secured(_ operation: JSONValue, _ access: AccessPlan) -> JSONValue {
        guard json != nil else { return operation }
        var requirements = access.ways.flatMap { names.indices.contains($0) ? names[$0] : [] }.map {
            JSONValue.object(JSONObject([($0, .array([]))]))
        }
        if access.isOptional { requirements.append(.object(JSONObject())) }
        var members = JSONObject(operation.members)
        members["security"] = .array(requirements)
        return .object(members)
    }
}
