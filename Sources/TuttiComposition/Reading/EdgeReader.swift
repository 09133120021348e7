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
        return edge
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
