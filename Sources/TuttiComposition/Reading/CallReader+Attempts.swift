internal import HTTPTypes
internal import TuttiPlan

extension CallReader {
    /// `safe` and `idempotency`, which say that a call may be made twice.
    func readRepeating(_ mapping: MappingReader, _ draft: inout CallDraft) {
        mapping.read(CallKeys.safe, into: &draft.isDeclaredSafe)
        if draft.isDeclaredSafe, draft.method != .post, let span = mapping.keySpan(CallKeys.safe) {
            let method = draft.method.rawValue.lowercased()
            diagnostics.error(
                .safeNotAllowed, at: span,
                draft.method.isSafe ? "a `\(method)` only reads as it is" : "a `\(method)` changes something",
                help: draft.method.isSafe ? "remove it" : "remove it; only a `post` may be a question, such as a search"
            )
            draft.isDeclaredSafe = false
        }
        draft.idempotency = mapping.value(CallKeys.idempotency)
        if draft.idempotency != nil, draft.isSafe, let span = mapping.keySpan(CallKeys.idempotency) {
            diagnostics.warning(
                .needlessIdempotency, at: span, "this call only reads: asked twice, its service does nothing twice",
                help: "remove it")
            draft.idempotency = nil
        }
    }

    /// `retry`, `hedge` and `cache`, which override the service's.
    func readAttempts(_ mapping: MappingReader, _ draft: inout CallDraft, _ uses: inout [CallUse]) {
        let (keys, reader) = (CallKeys.attempts, AttemptsReader(diagnostics: diagnostics))
        if let node = mapping[keys.retry], let retry = reader.retry(node, RetryKeys.callTable) {
            draft.retry = retry.policy
            if let policy = retry.policy {
                reader.check(
                    policy, draft.method, isIdempotent: draft.isIdempotent,
                    help: draft.helpForRepeating("write `on: [connect]`"), node)
            }
        }
        if let node = mapping[keys.hedge], let hedge = reader.hedge(node) {
            draft.hedge = hedge
            if hedge != nil { checkHedge(draft, node) }
        }
        let caches = CacheReader(table: CacheKeys.callTable, texts: texts, diagnostics: diagnostics)
        if let node = mapping[keys.cache], let cache = caches.plan(node, into: &uses) {
            draft.cache = cache
            if cache != nil, !draft.isSafe { reportNotSafe(draft.method, node) }
        }
        if let node = mapping[keys.follow], let follow = reader.follow(node) { draft.follow = follow }
        // Of what the service has, a call gets only what its method allows.
        if !draft.isSafe { draft.cache = nil }
        if !draft.isIdempotent {
            (draft.retry, draft.hedge) = (draft.retry?.ofUnsent, nil)
            // The attempt timeout of a service is meant for calls that are tried again after it; this call would fail at it.
            if mapping[keys.retry] == nil { draft.retry = draft.retry?.withoutAttemptTimeout }
        }
    }

    private func checkHedge(_ draft: CallDraft, _ node: YAMLNode) {
        guard !draft.isIdempotent else { return }
        diagnostics.error(
            .notIdempotent, at: node.span,
            "a `\(draft.method.rawValue.lowercased())` is never hedged: it might be done twice",
            help: draft.helpForRepeating("remove it"))
    }

    private func reportNotSafe(_ method: HTTPRequest.Method, _ node: YAMLNode) {
        diagnostics.error(
            .notIdempotent, at: node.span,
            "the response of a `\(method.rawValue.lowercased())` is never used again",
            help: method == .post
                ? "remove it, or write `safe: true` where it only reads, as a search does"
                : "remove it; `get` and `head` can have a `cache`")
    }
}
