internal import TuttiPlan

/// Reads the instances of a service, each a URL or a mapping with one.
struct InstanceReader {
    let diagnostics: DiagnosticCollector

    /// All of a list; empty after a mistake that leaves none.
    func instances(_ node: YAMLNode) -> [ServiceInstance] {
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            diagnostics.error(
                .wrongType, at: node.span, "`instances` must be a list of at least one URL",
                help: "write it like `[http://127.0.0.1:7001]`")
            return []
        }
        return elements.compactMap(instance)
    }

    /// `http://127.0.0.1:7001`, `{ url: http://127.0.0.1:7001, weight: 2, zone: eu-1a, drain: true }`.
    func instance(_ node: YAMLNode) -> ServiceInstance? {
        let addresses = AddressReader(diagnostics: diagnostics)
        guard case .mapping = node.content else { return addresses.instance(node) }
        guard let mapping = MappingReader(node, InstanceKeys.table, diagnostics) else { return nil }
        let weight = mapping.valueOrDefault(InstanceKeys.weight)
        let drains = mapping.valueOrDefault(InstanceKeys.drain)
        let zone = mapping.value(InstanceKeys.zone)
        guard let url = mapping[InstanceKeys.url] else {
            if !mapping.has(InstanceKeys.url) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this instance has no `url`",
                    help: "say where it listens: `{ url: http://127.0.0.1:7001 }`")
            }
            return nil
        }
        guard let instance = addresses.instance(url), let weight, let drains else { return nil }
        return ServiceInstance(
            isSecure: instance.isSecure, host: instance.host, port: instance.port,
            socketPath: instance.socketPath, basePath: instance.basePath,
            weight: weight, zone: zone, drains: drains)
    }
}
