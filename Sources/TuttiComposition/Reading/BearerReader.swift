internal import HTTPTypes
internal import TuttiPolicies
internal import TuttiResilience

/// Reads what `jwt` and `introspection` have in common: where clients send their tokens, for whom these are, and what is said to clients.
struct BearerReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// Where clients send their tokens; nil after a mistake.
    func places(_ mapping: MappingReader) -> [CredentialPlace]? {
        var places: [CredentialPlace] = []
        if let node = mapping[JWTKeys.header], let text = scalars.text(node, "`header`") {
            guard let header = HeaderNameReader(diagnostics: diagnostics).name(text) else { return nil }
            places.append(.header(header))
        }
        if let query = mapping.value(JWTKeys.query) { places.append(.query(query)) }
        if let cookie = mapping.value(JWTKeys.cookie) { places.append(.cookie(cookie)) }
        return places.isEmpty ? [.header(.authorization)] : places
    }

    /// The audiences under a key that is there; nil after a mistake.
    func audiences(_ node: YAMLNode, help: String) -> [String]? {
        guard case .sequence(let elements) = node.content else {
            return scalars.text(node, "`audience`").map { [$0.text] }
        }
        let texts = elements.compactMap { scalars.text($0, "an audience")?.text }
        guard texts.count == elements.count else { return nil }
        guard !texts.isEmpty else {
            diagnostics.error(
                .wrongType, at: node.span, "no audience is named, so no token would be good", help: help)
            return nil
        }
        return texts
    }

    /// How far clocks may be apart, in seconds; nil after a mistake.
    func leeway(_ mapping: MappingReader) -> Int? {
        guard let leeway = mapping.valueOrDefault(JWTKeys.leeway) else { return nil }
        guard leeway <= JWTKeys.longestLeeway else {
            diagnostics.error(
                .invalidDuration, at: mapping[JWTKeys.leeway]?.span ?? mapping.span, "`leeway` is at most 5 m",
                help: "set the clocks, by NTP")
            return nil
        }
        return Int(leeway.nanoseconds / 1_000_000_000)
    }

    /// The gateway's origins, as browsers and proofs spell them; empty for none, nil after a mistake.
    func origins(_ mapping: MappingReader) -> [String]? {
        guard let node = mapping[JWTKeys.origins] else { return mapping.has(JWTKeys.origins) ? nil : [] }
        let elements: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        let texts = elements.compactMap { scalars.text($0, "an origin") }
        var origins: [String] = []
        for text in texts {
            do throws(CORSOrigin.Mistake) {
                origins.append(try CORSOrigin(text.text).text)
            } catch {
                diagnostics.error(
                    .invalidURL, at: text.span, "no client has the gateway at the origin `\(text.text)`",
                    help: error.message)
            }
        }
        return origins.count == elements.count && !origins.isEmpty ? origins : nil
    }

    /// The address of the metadata; empty for none, nil after a mistake.
    func metadata(_ mapping: MappingReader) -> String? {
        guard let node = mapping[JWTKeys.resourceMetadata] else { return "" }
        guard let text = scalars.text(node, "`resource-metadata`") else { return nil }
        let isURL =
            text.text.hasPrefix("https://")
            && text.text.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
        guard isURL else {
            diagnostics.error(
                .wrongType, at: text.span, "`\(text.text)` is no address that begins with `https://`",
                help: "write it like `https://shop.example.com/.well-known/oauth-protected-resource`")
            return nil
        }
        return text.text
    }
}
