internal import TuttiPlan

/// Reads `bounds` of gateway.yaml, and of a listener.
struct BoundsReader {
    let diagnostics: DiagnosticCollector

    /// Reads the keys that are there; the others leave a bound as it is.
    func read(_ node: YAMLNode, _ bounds: inout ConnectionBounds) {
        guard let mapping = MappingReader(node, BoundsKeys.table, diagnostics) else { return }
        mapping.read(BoundsKeys.target, into: &bounds.target)
        mapping.read(BoundsKeys.headers, into: &bounds.headerCount)
        mapping.read(BoundsKeys.headerBytes, into: &bounds.headerBytes)
        mapping.read(BoundsKeys.connections, into: &bounds.connections)
        if let most = mapping.value(BoundsKeys.connectionsOfOne) { bounds.connectionsOfOne = most }
        mapping.read(BoundsKeys.handshakeTime, into: &bounds.handshakeTime)
        mapping.read(BoundsKeys.headerTime, into: &bounds.headerTime)
        mapping.read(BoundsKeys.bodyTime, into: &bounds.bodyTime)
        mapping.read(BoundsKeys.bodyRate, into: &bounds.bodyRate)
        mapping.read(BoundsKeys.idleTime, into: &bounds.idleTime)
        mapping.read(BoundsKeys.writeTime, into: &bounds.writeTime)
    }
}
