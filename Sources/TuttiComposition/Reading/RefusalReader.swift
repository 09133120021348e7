internal import TuttiPlan

/// Reads `refusals` of a call: statuses, or `{ on: 4xx, body: … }`.
struct RefusalReader {
    let values: ValueCompiler
    let diagnostics: DiagnosticCollector

    private static let range = 400...499

    /// The policy; nil after a mistake that leaves no status.
    func policy(_ node: YAMLNode, into uses: inout [CallUse]) -> RefusalPolicy? {
        guard case .mapping = node.content else { return statuses(node).map { RefusalPolicy(ranges: $0) } }
        guard let mapping = MappingReader(node, RefusalKeys.table, diagnostics) else { return nil }
        mapping.unknown.forEach(values.expressions.scope.mention)
        let body = mapping[RefusalKeys.body].map { values.compile($0, into: &uses) }
        guard let node = mapping[RefusalKeys.on] else {
            if !mapping.has(RefusalKeys.on) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this doesn't say which statuses are meant",
                    help: "name them: `{ on: 4xx, body: … }`")
            }
            return nil
        }
        return statuses(node).map { RefusalPolicy(ranges: $0, body: body) }
    }

    private func statuses(_ node: YAMLNode) -> [ClosedRange<Int>]? {
        var ranges: [ClosedRange<Int>] = []
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        for part in parts where !part.isBroken {
            if let range = part.scalar.flatMap({ StatusPolicyReader.range($0.text) }), Self.range.contains(range) {
                if range.allSatisfy(RefusalPolicy.ofConnection.contains) {
                    diagnostics.error(
                        .invalidStatus, at: part.span,
                        "\(part.scalar?.text ?? "this") is about the connection to the service, and says nothing to the client",
                        help: "remove it")
                    continue
                }
                ranges.append(range)
            } else {
                diagnostics.error(
                    .invalidStatus, at: part.span, "a refusal has a status from 400 to 499",
                    help: "write `402`, `400-422`, `4xx`, or a list of these")
            }
        }
        if parts.isEmpty {
            diagnostics.error(
                .invalidStatus, at: node.span, "`refusals` names no status", help: "write `4xx`, or remove it")
        }
        return ranges.isEmpty ? nil : ranges
    }
}

extension ClosedRange<Int> {
    fileprivate func contains(_ other: ClosedRange<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
