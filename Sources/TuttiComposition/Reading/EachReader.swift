internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Reads `each` and the keys that go with it.
struct EachReader {
    let calls: CallReader

    private var diagnostics: DiagnosticCollector { calls.diagnostics }

    /// What `each` says; nil after a mistake that leaves no array.
    func each(_ mapping: MappingReader, _ uses: inout [CallUse]) -> EachPlan? {
        guard let node = mapping[EachKeys.each] else {
            for key in EachKeys.dependent {
                guard !mapping.has(EachKeys.each), let span = mapping.keySpan(key) else { continue }
                diagnostics.error(
                    .missingKey, at: span, "`\(key.name)` goes with `each`, which this call doesn't have",
                    help: "name the values: `each: orders.items[].productId`")
            }
            return nil
        }
        let batch = mapping.value(EachKeys.batch) ?? EachKeys.batch.standard
        let atMost = mapping.value(EachKeys.atMost) ?? EachKeys.atMost.standard
        let parallel = mapping.value(EachKeys.parallel) ?? EachKeys.parallel.standard
        let key = mapping[EachKeys.key].flatMap { expression($0, "`key`", current: .value, &uses) }
        let many = mapping.value(EachKeys.many) ?? EachKeys.many.standard
        if many, !mapping.has(EachKeys.key), let span = mapping.keySpan(EachKeys.many) {
            diagnostics.error(
                .missingKey, at: span, "`many` goes with `key`, by which items find the value that they belong to",
                help: "name it: `key: userId`")
        }
        guard let values = expression(node, "`each`", current: .root, &uses) else { return nil }
        if let constant = values.constant, constant.kind != .array {
            diagnostics.error(
                .wrongType, at: node.span, "`each` takes an array, and this is always \(constant.kind.indefinite)",
                help: "name the values: `each: orders.items[].productId`")
        }
        return EachPlan(values: values, batch: batch, key: key, many: many, atMost: atMost, parallel: parallel)
    }

    private func expression(
        _ node: YAMLNode, _ what: String, current: CurrentNode, _ uses: inout [CallUse]
    ) -> Expression? {
        guard let scalar = node.scalar, scalar.kind == .text else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "\(what) must be an expression, not \(node.kindInWords)",
                    help: what == "`key`"
                        ? "it is read on each item of a response: `key: id`"
                        : "name the values: `each: orders.items[].productId`")
            }
            calls.scope.mention(node)
            return nil
        }
        return calls.expressions.compile(scalar, current: current, into: &uses)
    }
}
