internal import TuttiPlan

/// `when` and `after`: whether a call is made, and behind which others.
extension CallReader {
    /// Whether the call is made, and what stands in for its result where it is skipped.
    func readWhen(_ node: YAMLNode, _ result: inout Result) {
        guard case .mapping = node.content else {
            result.draft.when = values.compile(node, into: &result.uses)
            return
        }
        guard let mapping = MappingReader(node, WhenKeys.table, diagnostics) else { return }
        mapping.unknown.forEach(scope.mention)
        if let condition = mapping[WhenKeys.condition] {
            result.draft.when = values.compile(condition, into: &result.uses)
        } else if !mapping.has(WhenKeys.condition) {
            diagnostics.error(
                .missingKey, at: mapping.span, "this doesn't say when the call is made",
                help: "write an expression: `when: page.next`, or `{ if: page.next, else: [] }`")
        }
        guard let node = mapping[WhenKeys.otherwise] else { return }
        var uses: [CallUse] = []
        result.draft.whenSkipped = values.compile(node, into: &uses)
        // A call is skipped also because one that it reads is: what stands in must do without that one. Nor does a call that is made
        // need what it reads.
        result.spareUses += uses.map { CallUse(call: $0.call, copesWithNull: true, span: $0.span, name: $0.name) }
    }

    /// The calls that this one comes after, whatever becomes of them.
    func readAfter(_ node: YAMLNode, _ uses: inout [CallUse]) {
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        for part in parts {
            guard let name = scalars.text(part, "a call of `after`") else {
                scope.mention(part)
                continue
            }
            guard let call = scope.callNames.firstIndex(of: name.text) else {
                scope.mention(part)
                diagnostics.error(
                    .unknownCall, at: name.span, "there is no call `\(name.text)`",
                    help: Suggestion.help(for: name.text, among: scope.callNames, called: "calls"))
                continue
            }
            uses.append(CallUse(call: call, copesWithNull: true, isRead: false, span: name.span, name: name.text))
        }
    }
}
