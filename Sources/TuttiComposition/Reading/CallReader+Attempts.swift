internal import HTTPTypes
internal import TuttiPlan

extension CallReader {
    /// `retry`, `hedge` and `cache`, which override the service's.
    func readAttempts(_ mapping: MappingReader, _ plan: inout CallPlan) {
        let (keys, reader) = (CallKeys.attempts, AttemptsReader(diagnostics: diagnostics))
        if let node = mapping[keys.retry], let retry = reader.retry(node, RetryKeys.callTable) {
            plan.retry = retry.policy
            if let policy = retry.policy { checkRetry(policy, plan, node) }
        }
        if let node = mapping[keys.hedge], let hedge = reader.hedge(node) {
            plan.hedge = hedge
            if hedge != nil { checkHedge(plan, node) }
        }
        if let node = mapping[keys.cache], let cache = reader.cache(node) {
            plan.cache = cache
            if cache != nil, !plan.isSafe { reportNotSafe(plan, node) }
        }
        if let node = mapping[keys.follow], let follow = reader.follow(node) { plan.follow = follow }
        // What the service has is for the calls that can have it.
        if !plan.isSafe { plan.cache = nil }
        if !plan.isIdempotent {
            (plan.retry, plan.hedge) = (plan.retry?.ofUnsent, nil)
            // A service's bound of an attempt is made for calls that are tried again when it is over: this one would end there.
            if mapping[keys.retry] == nil { plan.retry?.attemptTimeout = nil }
        }
    }

    private func checkRetry(_ policy: RetryPolicy, _ plan: CallPlan, _ node: YAMLNode) {
        guard !plan.isIdempotent, policy.ofUnsent != policy else { return }
        diagnostics.error(
            .notIdempotent, at: node.span,
            "a `\(plan.method.rawValue.lowercased())` is tried again only when nothing of it was sent: it might be done twice",
            help: "write `on: [connect]`; `dns` and `tls` can stand beside it (RFC 9110, 9.2.2)")
    }

    private func checkHedge(_ plan: CallPlan, _ node: YAMLNode) {
        guard !plan.isIdempotent else { return }
        diagnostics.error(
            .notIdempotent, at: node.span,
            "a `\(plan.method.rawValue.lowercased())` is never hedged: it might be done twice",
            help: "remove it; `get`, `head`, `put` and `delete` can be (RFC 9110, 9.2.2)")
    }

    private func reportNotSafe(_ plan: CallPlan, _ node: YAMLNode) {
        diagnostics.error(
            .notIdempotent, at: node.span,
            "the response of a `\(plan.method.rawValue.lowercased())` is never used again",
            help: "remove it; `get` and `head` can have a `cache`")
    }
}
