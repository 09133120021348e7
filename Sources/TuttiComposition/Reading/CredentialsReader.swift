internal import HTTPTypes
internal import TuttiPlan

/// Reads `credentials` and `forward-token` of a service, and who else may not say what it gets in `Authorization`.
struct CredentialsReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// What the service gets; nil for nothing, and after a mistake.
    func credentials(_ mapping: MappingReader) -> ServiceCredentials? {
        let forwardsToken = mapping.valueOrDefault(ServiceKeys.forwardToken) ?? false
        guard let node = mapping[ServiceKeys.credentials] else { return forwardsToken ? .clientToken : nil }
        if forwardsToken, let span = mapping.keySpan(ServiceKeys.forwardToken) {
            diagnostics.error(
                .severalActions, at: span, "a service gets a token by `credentials` or by `forward-token`, not both",
                help: "remove one of the two")
        }
        guard let kinds = MappingReader(node, CredentialsKeys.table, diagnostics) else { return nil }
        let given = CredentialsKeys.kinds.filter { kinds[$0] != nil }
        guard let first = given.first, let inner = kinds[first] else {
            if !CredentialsKeys.kinds.contains(where: kinds.has), kinds.unknown.isEmpty {
                diagnostics.error(
                    .missingKey, at: kinds.span, "`credentials` doesn't say what they are",
                    help: "give `client-credentials` or `token-exchange`")
            }
            return nil
        }
        if let second = given.dropFirst().first, let span = kinds.keySpan(second) {
            diagnostics.error(
                .severalActions, at: span, "a service gets a token by `\(first.name)` or by `\(second.name)`, not both",
                help: "remove one of the two")
        }
        return grant(inner).map {
            first.name == CredentialsKeys.tokenExchange.name ? .tokenExchange($0) : .clientCredentials($0)
        }
    }

    private func grant(_ node: YAMLNode) -> TokenGrant? {
        guard let mapping = MappingReader(node, TokenGrantKeys.table, diagnostics) else { return nil }
        let reader = OAuthClientReader(diagnostics: diagnostics)
        let address = reader.address(TokenGrantKeys.tokenURL, mapping, example: "https://id.example.com/token")
        let client = reader.client(mapping)
        guard let address, let client else { return nil }
        return TokenGrant(
            address: address, client: client, scope: mapping.value(TokenGrantKeys.scope),
            audience: mapping.value(TokenGrantKeys.audience))
    }

    /// Reports `authorization` in `headers` or `forward-headers` of a file, where the service gets it from the gateway already.
    func checkAuthorization(_ nodes: YAMLNode?..., of services: [ServicePlan]) {
        guard let service = services.first(where: { $0.credentials != nil }) else { return }
        report(nodes, of: service.name, service.credentials == .clientToken)
    }

    /// Reports the same in those of a service that is being read.
    func checkAuthorization(_ nodes: YAMLNode?..., of name: String, _ credentials: ServiceCredentials?) {
        if let credentials { report(nodes, of: name, credentials == .clientToken) }
    }

    private func report(_ nodes: [YAMLNode?], of service: String, _ forwardsToken: Bool) {
        for node in nodes {
            let names: [YAMLScalar]
            switch node?.content {
            case .mapping(let members)?: names = members.map(\.key)
            case .sequence(let elements)?: names = elements.compactMap(\.scalar)
            case .scalar?, nil: names = []
            }
            let key = forwardsToken ? ServiceKeys.forwardToken.name : ServiceKeys.credentials.name
            for name in names where HTTPField.Name(name.text) == .authorization {
                diagnostics.error(
                    .forbiddenHeader, at: name.span,
                    "`\(name.text)` can't be set: the service `\(service)` gets it by `\(key)`",
                    help: "remove it here, or `\(key)` in gateway.yaml")
            }
        }
    }
}
