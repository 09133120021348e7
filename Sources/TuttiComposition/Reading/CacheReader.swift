internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience

/// Reads `cache` of a service, a call, an endpoint or a route.
struct CacheReader {
    let table: KeyTable
    /// Compiles the tags; nil where there are none.
    let texts: TextCompiler?
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// What `cache` says: a plan, or nil for `false`; nil itself after a mistake.
    func plan(_ node: YAMLNode, into uses: inout [CallUse]) -> CachePlan?? {
        if node.scalar?.kind == .bool(false) { return .some(nil) }
        guard case .mapping = node.content else {
            return lifetime(node, "`cache`").map { .some(CachePlan(lifetime: $0)) }
        }
        let errors = diagnostics.errorCount
        guard let mapping = MappingReader(node, table, diagnostics) else { return nil }
        guard let time = mapping[CacheKeys.time] else {
            if !mapping.has(CacheKeys.time) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this `cache` doesn't say how long a response is fresh",
                    help: "add `for: 30s`, or `for: http` for what the service says")
            }
            return nil
        }
        guard let lifetime = lifetime(time, "`for`") else { return nil }
        let isHTTP = lifetime == .http
        reportMixedUp(mapping, isHTTP: isHTTP)
        let vary = mapping[CacheKeys.vary].flatMap(names)
        let tags = mapping[CacheKeys.tags].map { self.tags($0, into: &uses) } ?? []
        let plan = CachePlan(
            lifetime: lifetime, whileRevalidate: mapping.value(CacheKeys.whileRevalidate),
            ifError: mapping.value(CacheKeys.ifError), negative: mapping.value(CacheKeys.negative), vary: vary,
            tags: tags, maximumSize: mapping.valueOrDefault(CacheKeys.maximumSize) ?? CachePlan.standardSize,
            heedsRequest: table.contains(CacheKeys.heedsRequest.name)
                && mapping.valueOrDefault(CacheKeys.heedsRequest) == true,
            storesCookies: table.contains(CacheKeys.storesCookies.name)
                && mapping.valueOrDefault(CacheKeys.storesCookies) == true)
        return diagnostics.errorCount == errors ? .some(plan) : nil
    }

    private func lifetime(_ node: YAMLNode, _ what: String) -> CachePlan.Lifetime? {
        if let scalar = node.scalar, scalar.text == CacheKeys.http { return .http }
        return scalars.duration(
            node, what, help: "write `30s`, or `http` for what the service says in its headers"
        ).map { .fixed($0) }
    }

    /// What goes with one of the two ways alone.
    private func reportMixedUp(_ mapping: MappingReader, isHTTP: Bool) {
        let keys: [any DeclaredKey] = isHTTP ? [CacheKeys.negative, CacheKeys.vary] : [CacheKeys.heedsRequest]
        for key in keys {
            guard let span = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .wrongCache, at: span,
                isHTTP
                    ? "with `http`, the service says this in its headers" : "this goes with `for: http` alone",
                help: isHTTP ? "remove it, or give a time: `for: 30s`" : "remove it")
        }
    }

    private func names(_ node: YAMLNode) -> [HTTPField.Name]? {
        guard case .sequence(let elements) = node.content else {
            if node.isBroken { return nil }
            diagnostics.error(
                .wrongType, at: node.span, "`vary` must be a list of names, not \(node.kindInWords)",
                help: "write it like `[accept-language]`")
            return nil
        }
        return elements.compactMap { element in
            scalars.text(element, "the name of a header").flatMap {
                HeaderNameReader(diagnostics: diagnostics).name($0)
            }
        }
    }

    private func tags(_ node: YAMLNode, into uses: inout [CallUse]) -> [TextTemplate] {
        guard let texts, case .sequence(let elements) = node.content else {
            if node.isBroken { return [] }
            diagnostics.error(
                .wrongType, at: node.span, "`tags` must be a list of texts, not \(node.kindInWords)",
                help: "write it like `[\"user-{path.id}\"]`")
            return []
        }
        return elements.compactMap { element in
            scalars.text(element, "a tag").flatMap { texts.headerValue($0, into: &uses) }
        }
    }
}
