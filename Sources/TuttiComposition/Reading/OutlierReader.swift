internal import TuttiPlan
internal import TuttiResilience

/// Reads `outliers` of a service.
struct OutlierReader {
    let diagnostics: DiagnosticCollector

    /// What it says: a mapping, or `false` for never; nil after a mistake.
    func outliers(_ node: YAMLNode) -> OutlierPolicy?? {
        if node.scalar?.kind == .bool(false) { return .some(nil) }
        guard case .mapping = node.content else {
            if node.isBroken { return nil }
            diagnostics.error(
                .wrongType, at: node.span, "`outliers` must be a mapping or `false`, not \(node.kindInWords)",
                help: node.scalar?.text.lowercased() == "off"
                    ? "write `false`" : "write it like `{ consecutive: 5, eject-for: 30s }`")
            return nil
        }
        guard let mapping = MappingReader(node, OutlierKeys.table, diagnostics) else { return nil }
        let consecutive = mapping.valueOrDefault(OutlierKeys.consecutive)
        let ejectFor = mapping.valueOrDefault(OutlierKeys.ejectFor)
        let atMost = mapping.valueOrDefault(OutlierKeys.atMost)
        guard let consecutive, let ejectFor, let atMost else { return nil }
        return .some(OutlierPolicy(consecutive: consecutive, ejectFor: ejectFor, atMost: atMost))
    }
}
