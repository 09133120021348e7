internal import TuttiPlan

/// Reads `headers` and `response-headers` of a route.
struct HeaderChangeReader {
    let texts: TextCompiler
    let diagnostics: DiagnosticCollector

    /// The changes as far as they could be read; `key` is what messages call the mapping.
    func changes(_ node: YAMLNode, _ key: String) -> [HeaderChange] {
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`\(key)` must be a mapping, not \(node.kindInWords)",
                    help: "write it like `{ x-user: \"{path.id}\", x-debug: null }`")
            }
            return []
        }
        return members.compactMap { member in
            let name = HeaderNameReader(diagnostics: diagnostics).name(member.key)
            if member.value.isNull { return name.map { HeaderChange(name: $0, value: nil) } }
            let quoted: String? =
                if case .mapping = member.value.content { "put it in quotes: `\"{path.id}\"`" } else { nil }
            var uses: [CallUse] = []
            guard
                let text = ScalarReader(diagnostics: diagnostics).text(
                    member.value, "the value of a header", help: quoted ?? "null removes the header"),
                let value = texts.headerValue(text, into: &uses), let name
            else { return nil }
            return HeaderChange(name: name, value: value)
        }
    }
}
