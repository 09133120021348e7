internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies

/// Reads what `defaults`, an endpoint or a route says of responses on their way to the client.
struct EdgeReader {
    /// The policies of `cors` by name, nil for one with a mistake.
    let cors: [String: CORSPolicy?]
    /// Whether gateway.yaml could be read to its end, so that there are no others.
    let isComplete: Bool
    let diagnostics: DiagnosticCollector

    /// What holds here: what `mapping` says, and else what `standard` does.
    func edge(_ mapping: MappingReader, standard: EdgePolicies) -> EdgePolicies {
        var edge = standard
        if let node = mapping[CORSKeys.choice] { edge.cors = policy(node) }
        if let node = mapping[EdgeKeys.securityHeaders] { edge.securityHeaders = securityHeaders(node) }
        mapping.read(EdgeKeys.entityTag, into: &edge.hasEntityTags)
        mapping.read(EdgeKeys.compression, into: &edge.isCompressed)
        note(LimitKeys.choice, of: mapping, in: &edge.sources.limits)
        note(CORSKeys.choice, of: mapping, in: &edge.sources.cors)
        note(EdgeKeys.securityHeaders, of: mapping, in: &edge.sources.securityHeaders)
        note(EdgeKeys.entityTag, of: mapping, in: &edge.sources.entityTags)
        note(EdgeKeys.compression, of: mapping, in: &edge.sources.compression)
        return edge
    }

    /// Notes where a key stands, if it is there.
    private func note(_ key: any DeclaredKey, of mapping: MappingReader, in place: inout SourcePosition?) {
        if let span = mapping.keySpan(key) { place = span.position }
    }

    private func securityHeaders(_ node: YAMLNode) -> SecurityHeaders? {
        guard case .mapping(let members) = node.content else {
            let isOn = ScalarReader(diagnostics: diagnostics).bool(node, "`security-headers`")
            return isOn == true ? SecurityHeaders() : nil
        }
        var changes: [(name: HTTPField.Name, value: String?)] = []
        for member in members {
            guard let name = HeaderNameReader(diagnostics: diagnostics).name(member.key) else { continue }
            if member.value.isNull {
                changes.append((name, nil))
            } else if let value = value(member.value, of: name) {
                changes.append((name, value))
            }
        }
        return SecurityHeaders(changes)
    }

    private func value(_ node: YAMLNode, of name: HTTPField.Name) -> String? {
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "the value of a header") else {
            return nil
        }
        guard HeaderNameReader.firstInvalidByte(in: scalar.text) == nil else {
            diagnostics.error(
                .invalidHeader, at: scalar.span,
                "the value of `\(name.canonicalName)` has a character that no header may have",
                help: "write it without line breaks")
            return nil
        }
        return scalar.text
    }

    private func policy(_ node: YAMLNode) -> CORSPolicy? {
        guard let name = ScalarReader(diagnostics: diagnostics).text(node, "`cors`", help: "name a policy, or `none`"),
            name.text != CORSKeys.none
        else { return nil }
        if let policy = cors[name.text] { return policy }
        guard isComplete else { return nil }
        diagnostics.error(
            .unknownPolicy, at: name.span, "gateway.yaml has no policy `\(name.text)` in `cors`",
            help: cors.isEmpty
                ? "write it there: `cors: { \(name.text): { origins: [https://shop.example.com] } }`"
                : Suggestion.help(for: name.text, among: cors.keys.sorted() + [CORSKeys.none], called: "its policies"))
        return nil
    }
}
