internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// Reads `introspection` of a way to authenticate.
struct IntrospectionReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The way; nil after a mistake.
    func way(_ node: YAMLNode) -> IntrospectionWay? {
        guard let mapping = MappingReader(node, IntrospectionKeys.table, diagnostics) else { return nil }
        let (client, bearer) = (OAuthClientReader(diagnostics: diagnostics), BearerReader(diagnostics: diagnostics))
        let address = client.address(
            IntrospectionKeys.url, mapping, example: "https://id.example.com/introspect")
        let credentials = client.client(mapping)
        let issuer = issuer(mapping)
        let audiences = mapping[IntrospectionKeys.audience].map {
            bearer.audiences($0, help: "name one, or leave `audience` out")
        }
        let leeway = bearer.leeway(mapping)
        let cache = seconds(IntrospectionKeys.cache, mapping.valueOrDefault(IntrospectionKeys.cache), mapping)
        let lastKnown = lastKnown(mapping)
        let places = bearer.places(mapping)
        let metadata = bearer.metadata(mapping)
        let origins = bearer.origins(mapping)
        guard let address, let credentials, let issuer, let leeway, let cache, let lastKnown, let places, let metadata,
            let origins
        else { return nil }
        if let audiences, audiences == nil { return nil }
        return IntrospectionWay(
            settings: IntrospectionSettings(
                issuer: issuer.isEmpty ? nil : issuer, audiences: audiences ?? nil, leeway: leeway, cache: cache,
                lastKnown: lastKnown, places: places, resourceMetadata: metadata.isEmpty ? nil : metadata,
                origins: origins),
            address: address, client: credentials)
    }

    /// The issuer; empty for none, nil after a mistake.
    private func issuer(_ mapping: MappingReader) -> String? {
        guard let node = mapping[IntrospectionKeys.issuer] else { return "" }
        guard let text = scalars.text(node, "`issuer`") else { return nil }
        guard !text.text.isEmpty else {
            diagnostics.error(
                .wrongType, at: text.span, "an issuer has a name", help: "`issuer` is what the server says as `iss`")
            return nil
        }
        return text.text
    }

    /// How much longer tokens are good while the server is away; 0 for not at all, nil after a mistake.
    private func lastKnown(_ mapping: MappingReader) -> Int? {
        guard let node = mapping[IntrospectionKeys.unavailable] else { return 0 }
        if case .scalar(let scalar) = node.content, scalar.text == IntrospectionKeys.deny { return 0 }
        guard let inner = MappingReader(node, UnavailableKeys.table, diagnostics) else { return nil }
        guard let time = inner.value(UnavailableKeys.lastKnown) else {
            if !inner.has(UnavailableKeys.lastKnown) {
                diagnostics.error(
                    .missingKey, at: inner.span, "it isn't said for how long a token is good",
                    help: "write `{ last-known: 60s }`, or `deny`")
            }
            return nil
        }
        return seconds(UnavailableKeys.lastKnown, time, inner)
    }

    /// Whole seconds, at least one; nil after a mistake.
    private func seconds(_ key: any DeclaredKey, _ time: TimeSpan?, _ mapping: MappingReader) -> Int? {
        guard let time else { return nil }
        guard time >= .seconds(1), time <= IntrospectionKeys.longest else {
            diagnostics.error(
                .invalidDuration, at: mapping[key]?.span ?? mapping.span, "`\(key.name)` is 1 s to 5 m",
                help: "write it like `30s`")
            return nil
        }
        return Int(time.nanoseconds / 1_000_000_000)
    }
}
