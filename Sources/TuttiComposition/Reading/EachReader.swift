internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Reads `each` and the keys that go with it.
struct EachReader {
    let calls: CallReader

    /// The keys that mean something only beside `each`.
    static let dependentKeys = ["batch", "key", "many", "at-most", "parallel"]

    private var diagnostics: DiagnosticCollector { calls.diagnostics }

    /// What `each` says; nil after a mistake without which there is nothing to go on.
    func each(_ mapping: MappingReader, _ uses: inout [CallUse]) -> EachPlan? {
        guard let node = mapping["each"] else {
            for key in Self.dependentKeys {
                guard !mapping.has("each"), let span = mapping.keySpan(key) else { continue }
                diagnostics.error(
                    .missingKey, at: span, "`\(key)` goes with `each`, which this call doesn't have",
                    help: "name the values: `each: orders.items[].productId`")
            }
            return nil
        }
        let standard = EachPlan.standard
        let batch = integer(mapping, "batch", 1...1_000, help: "say how many values: `batch: 50`") ?? standard.batch
        let atMost = integer(mapping, "at-most", 1...10_000) ?? standard.atMost
        let parallel = integer(mapping, "parallel", 1...1_000) ?? standard.parallel
        let key = mapping["key"].flatMap { expression($0, "`key`", current: .value, &uses) }
        let many = mapping["many"].flatMap { calls.scalars.bool($0, "`many`") } ?? false
        if many, !mapping.has("key"), let span = mapping.keySpan("many") {
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

    private func integer(
        _ mapping: MappingReader, _ key: String, _ range: ClosedRange<Int>, help: String? = nil
    ) -> Int? {
        mapping[key].flatMap { calls.scalars.integer($0, "`\(key)`", in: range, help: help) }
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
