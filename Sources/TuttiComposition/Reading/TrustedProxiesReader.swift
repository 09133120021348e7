internal import TuttiPolicies

/// Reads `trusted-proxies` of gateway.yaml: a list of networks, or a mapping that has one.
struct TrustedProxiesReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The proxies; nobody after a mistake.
    func proxies(_ node: YAMLNode) -> TrustedProxies {
        if case .sequence = node.content { return proxies(node, headers: TrustedProxiesKeys.headers.standard) }
        guard let mapping = MappingReader(node, TrustedProxiesKeys.table, diagnostics) else { return TrustedProxies() }
        guard let list = mapping[TrustedProxiesKeys.networks] else {
            if !mapping.has(TrustedProxiesKeys.networks) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`trusted-proxies` has no `networks`",
                    help: TrustedProxiesKeys.table.example)
            }
            return TrustedProxies()
        }
        return proxies(
            list, headers: mapping.valueOrDefault(TrustedProxiesKeys.headers) ?? TrustedProxiesKeys.headers.standard)
    }

    private func proxies(_ node: YAMLNode, headers: TrustedProxies.Headers) -> TrustedProxies {
        guard case .sequence(let elements) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`networks` must be a list, not \(node.kindInWords)",
                    help: "write it like `[10.0.0.0/8]`")
            }
            return TrustedProxies()
        }
        let names = elements.compactMap { scalars.text($0, "an address or a network") }
        return TrustedProxies(
            names.filter { !Self.isUnixSocket($0) }.compactMap(network), headers: headers,
            areOnUnixSockets: names.contains(where: Self.isUnixSocket))
    }

    private static func isUnixSocket(_ name: YAMLScalar) -> Bool { name.text == "unix:" }

    private func network(_ scalar: YAMLScalar) -> IPNetwork? {
        do throws(IPNetwork.Mistake) {
            let network = try IPNetwork(scalar.text)
            guard network.hasAllAddresses else { return network }
            diagnostics.error(
                .invalidAddress, at: scalar.span,
                "`\(scalar.text)` trusts everybody: any client could say that it is another one",
                help: "name the networks of your proxies: `10.0.0.0/8`")
        } catch {
            diagnostics.error(
                .invalidAddress, at: scalar.span, "`\(scalar.text)` is not an address or a network", help: error.message
            )
        }
        return nil
    }
}
