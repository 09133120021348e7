internal import HTTPTypes
internal import TuttiPlan

extension CallReader {
    /// `retry`, `hedge` and `cache`, which override the service's.
    func readAttempts(_ mapping: MappingReader, _ draft: inout CallDraft) {
        let (keys, reader) = (CallKeys.attempts, AttemptsReader(diagnostics: diagnostics))
        if let node = mapping[keys.retry], let retry = reader.retry(node, RetryKeys.callTable) {
            draft.retry = retry.policy
            if let policy = retry.policy { reader.check(policy, draft.method, node) }
        }
        if let node = mapping[keys.hedge], let hedge = reader.hedge(node) {
            draft.hedge = hedge
            if hedge != nil { checkHedge(draft.method, node) }
        }
        if let node = mapping[keys.cache], let cache = reader.cache(node) {
            draft.cache = cache
            if cache != nil, !draft.method.isSafe { reportNotSafe(draft.method, node) }
        }
        if let node = mapping[keys.follow], let follow = reader.follow(node) { draft.follow = follow }
        // Of what the service has, a call gets only what its method allows.
        if !draft.method.isSafe { draft.cache = nil }
        if !draft.method.isIdempotent {
            (draft.retry, draft.hedge) = (draft.retry?.ofUnsent, nil)
            // The attempt timeout of a service is meant for calls that are tried again after it; this call would fail at it.
            if mapping[keys.retry] == nil { draft.retry = draft.retry?.withoutAttemptTimeout }
        }
    }

    private func checkHedge(_ method: HTTPRequest.Method, _ node: YAMLNode) {
        guard !method.isIdempotent else { return }
        diagnostics.error(
            .notIdempotent, at: node.span,
            "a `\(method.rawValue.lowercased())` is never hedged: it might be done twice",
            help: "remove it; `get`, `head`, `put` and `delete` can be (RFC 9110, 9.2.2)")
    }

    private func reportNotSafe(_ method: HTTPRequest.Method, _ node: YAMLNode) {
        diagnostics.error(
            .notIdempotent, at: node.span,
            "the response of a `\(method.rawValue.lowercased())` is never used again",
            help: "remove it; `get` and `head` can have a `cache`")
    }
}
