internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan

/// Reads `pages` of a call.
struct PagesReader {
    let calls: CallReader

    private var diagnostics: DiagnosticCollector { calls.diagnostics }

    /// The pages; nil after a mistake that leaves no way to the next one.
    func pages(_ node: YAMLNode, _ uses: inout [CallUse]) -> PagesPlan? {
        guard let mapping = MappingReader(node, PagesKeys.table, diagnostics) else {
            calls.scope.mention(node)
            return nil
        }
        mapping.unknown.forEach(calls.scope.mention)
        let items = mapping[PagesKeys.items].flatMap { expression($0, "`items`", &uses) }
        let atMost = mapping.value(PagesKeys.atMost) ?? PagesKeys.atMost.standard
        let keeps = mapping.value(PagesKeys.incomplete) ?? PagesKeys.incomplete.standard
        let parameter = mapping.value(PagesKeys.parameter) ?? PagesKeys.parameter.standard
        if let span = mapping.keySpan(PagesKeys.link), mapping.has(PagesKeys.cursor) {
            diagnostics.error(
                .invalidPages, at: span, "the next page is found by `cursor` or by `link`, not by both",
                help: "remove one of the two")
        }
        if let span = mapping.keySpan(PagesKeys.parameter), !mapping.has(PagesKeys.cursor) {
            diagnostics.error(
                .missingKey, at: span, "`parameter` goes with `cursor`, which goes into it",
                help: "name it: `cursor: next_cursor`")
        }
        let next: PagesPlan.Next
        if let node = mapping[PagesKeys.cursor] {
            guard let source = source(node, "`cursor`", &uses) else { return nil }
            next = .cursor(source, parameter: PercentEncoding.encoded(parameter))
        } else if let node = mapping[PagesKeys.link] {
            guard let source = source(node, "`link`", &uses) else { return nil }
            next = .link(source)
        } else {
            if !mapping.has(PagesKeys.cursor), !mapping.has(PagesKeys.link) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this doesn't say where the next page is",
                    help:
                        "name what a page says of it: `{ cursor: next_cursor, items: data }`, or `{ link: links.next, items: data }`"
                )
            }
            return nil
        }
        return PagesPlan(next: next, items: items, atMost: atMost, keepsIncomplete: keeps)
    }

    private func source(_ node: YAMLNode, _ what: String, _ uses: inout [CallUse]) -> PagesPlan.Source? {
        guard case .mapping(let members) = node.content else {
            return expression(node, what, &uses).map { PagesPlan.Source.body($0) }
        }
        guard members.count == 1, let only = members.first, only.key.text == PagesKeys.header.name else {
            calls.scope.mention(node)
            diagnostics.error(
                .wrongType, at: node.span, "\(what) is an expression, or the name of a header",
                help: "write `next_cursor`, or `{ header: x-next-cursor }`")
            return nil
        }
        return calls.scalars.text(only.value, "the name of a header").flatMap {
            HeaderNameReader(diagnostics: diagnostics).name($0)
        }.map { PagesPlan.Source.header($0) }
    }

    private func expression(_ node: YAMLNode, _ what: String, _ uses: inout [CallUse]) -> Expression? {
        guard let scalar = node.scalar, scalar.kind == .text else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "\(what) must be an expression, not \(node.kindInWords)",
                    help: "it is read on each page: `data`, `next_cursor`")
            }
            calls.scope.mention(node)
            return nil
        }
        return calls.expressions.compile(scalar, current: .value, into: &uses)
    }

    /// Reports what goes with no pages.
    func check(_ mapping: MappingReader, _ draft: CallDraft) {
        guard let span = mapping.keySpan(CallKeys.pages) else { return }
        if draft.method != .get {
            diagnostics.error(
                .invalidPages, at: span, "pages are for `get`: what changes something is not done page by page",
                help: "remove `pages`, or make the call a `get`")
        }
        if mapping.has(EachKeys.each) {
            diagnostics.error(
                .invalidPages, at: span, "a call has `each` or `pages`, not both",
                help: "make a call of its own for what has pages, or ask for larger pages")
        }
        if draft.bodyKind == .text {
            diagnostics.error(.invalidPages, at: span, "the pages of a text have no items", help: "remove `into: text`")
        }
    }
}
