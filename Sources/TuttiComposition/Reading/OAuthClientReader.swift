internal import TuttiPlan
internal import TuttiPolicies

/// Reads where an issuer is asked something, and what the gateway is to it.
struct OAuthClientReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// Id, secret, and how they are sent; nil after a mistake.
    func client(_ mapping: MappingReader) -> OAuthClient? {
        let id = text(
            OAuthClientKeys.id, mapping, "the issuer is not told who asks",
            "register the gateway with the issuer, and name it: `client-id: tutti`")
        let secret = text(
            OAuthClientKeys.secret, mapping, "there is no secret by which the gateway shows who it is",
            "take it from the environment: `client-secret: \"${ISSUER_SECRET}\"`")
        let authentication = mapping.valueOrDefault(OAuthClientKeys.authentication)
        guard let id, let secret, let authentication else { return nil }
        return OAuthClient(id: id, secret: Secret(secret), authentication: authentication)
    }

    /// The address under a key, which must be there; nil after a mistake.
    func address(_ key: Key<String, Void>, _ mapping: MappingReader, example: String) -> IssuerAddress? {
        guard let node = mapping[key] else {
            if !mapping.has(key) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "it isn't said where the issuer is asked",
                    help: "give its address: `\(key.name): \(example)`")
            }
            return nil
        }
        guard let text = scalars.text(node, "`\(key.name)`") else { return nil }
        guard let address = IssuerAddress(text.text) else {
            diagnostics.error(
                .invalidURL, at: text.span, "`\(text.text)` is no address at which an issuer is asked",
                help: "it begins with `https://`; with `http://` it is of this machine, since secrets are sent there")
            return nil
        }
        return address
    }

    private func text(
        _ key: Key<String, Void>, _ mapping: MappingReader, _ message: String, _ help: String
    ) -> String? {
        guard let node = mapping[key] else {
            if !mapping.has(key) { diagnostics.error(.missingKey, at: mapping.span, message, help: help) }
            return nil
        }
        guard let text = scalars.text(node, "`\(key.name)`") else { return nil }
        guard !text.text.isEmpty else {
            diagnostics.error(.wrongType, at: text.span, "`\(key.name)` is empty", help: help)
            return nil
        }
        return text.text
    }
}
