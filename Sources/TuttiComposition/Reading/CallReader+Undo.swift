internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience

extension CallReader {
    /// `undo`: the request that takes the call back.
    func readUndo(_ mapping: MappingReader, _ service: Service?, _ result: inout Result) {
        guard let node = mapping[CallKeys.undo], let span = mapping.keySpan(CallKeys.undo) else { return }
        if result.draft.isSafe, result.isMethodKnown {
            diagnostics.error(
                .undoNotAllowed, at: span, "this call only reads, so there is nothing to undo", help: "remove it")
            return scope.mention(node)
        }
        if mapping.has(EachKeys.each) || mapping.has(CallKeys.pages) {
            diagnostics.error(
                .undoNotAllowed, at: span, "a call with `each` or `pages` can't be undone: it makes many requests",
                help: "make one request of it, or remove `undo`")
            return scope.mention(node)
        }
        guard let own = MappingReader(node, UndoKeys.table, diagnostics) else { return scope.mention(node) }
        own.unknown.forEach(scope.mention)
        guard let target = undoTarget(own, span) else { return scope.mention(node) }
        var undo = Result(
            draft: CallDraft(
                name: UndoPlan.name(ofCall: result.draft.name), service: service, method: target.method,
                position: span.position))
        (undo.draft.retry, undo.draft.hedge, undo.draft.cache, undo.draft.follow) = (nil, nil, nil, nil)
        undo.draft.bodyKind = .text
        undo.draft.accept = UndoPlan.standardAccept
        undo.draft.forwardedHeaders = result.draft.forwardedHeaders
        // It may be made several times, and its service may want to know that. The client's key would last longer than the request: what
        // the service has said to its undo would be said again to that of the client's next try.
        undo.draft.idempotency = .request
        readTarget(target, own, &undo)
        if let node = own[UndoKeys.query] { readQuery(node, &undo) }
        if let node = own[UndoKeys.headers] { undo.draft.headers = headers(node, &undo.uses) }
        if let node = own[UndoKeys.body] { undo.draft.body = values.compile(node, into: &undo.uses) }
        if let node = own[UndoKeys.when] { undo.draft.when = values.compile(node, into: &undo.uses) }
        if let node = own[UndoKeys.accept],
            let policy = StatusPolicyReader(compiler: values, diagnostics: diagnostics).policy(node)
        {
            undo.draft.accept = policy
        }
        undo.draft.timeout = own.valueOrDefault(UndoKeys.timeout) ?? UndoPlan.standardTimeout
        var retry = UndoPlan.standardRetry
        if let node = own[UndoKeys.retry],
            let read = AttemptsReader(diagnostics: diagnostics).retry(node, RetryKeys.callTable)
        {
            retry =
                read.policy.map { Self.undoRetry($0, as: node) } ?? RetryPolicy(attempts: 1, reasons: [], statuses: [])
        }
        let index = scope.callNames.firstIndex(of: result.draft.name)
        // What a value of `let` is made of is not known yet: it may be the result.
        let needsResult = undo.uses.contains {
            $0.call >= scope.callNames.count || $0.call == index && !$0.copesWithNull
        }
        let lets = Set(undo.uses.filter { $0.call >= scope.callNames.count }.map(\.name))
        result.undoUses = undo.uses
        result.draft.undo = undo.draft.plan(inputs: [], lets: ([], []), sections: [], readHeaders: []).map {
            UndoPlan(request: $0, retry: retry, needsResult: needsResult, lets: lets)
        }
    }

    /// A policy in which what the file doesn't say is as it is for undos, and not as it is for calls.
    private static func undoRetry(_ policy: RetryPolicy, as node: YAMLNode) -> RetryPolicy {
        guard case .mapping(let members) = node.content else { return policy }
        let standard = UndoPlan.standardRetry
        func says(_ key: any DeclaredKey) -> Bool { members.contains { $0.key.text == key.name } }
        let on = says(RetryKeys.on) ? policy : standard
        return RetryPolicy(
            attempts: says(RetryKeys.attempts) ? policy.attempts : standard.attempts, reasons: on.reasons,
            statuses: on.statuses, backoff: says(RetryKeys.backoff) ? policy.backoff : standard.backoff,
            attemptTimeout: says(RetryKeys.attemptTimeout) ? policy.attemptTimeout : standard.attemptTimeout)
    }

    private func undoTarget(_ mapping: MappingReader, _ span: SourceSpan) -> Target? {
        let given = UndoKeys.methods.filter { mapping[$0.key] != nil }
        guard let (key, method) = given.first, let node = mapping[key] else {
            if !UndoKeys.methods.contains(where: { mapping.has($0.key) }) {
                diagnostics.error(
                    .missingMethod, at: span, "this `undo` has no method",
                    help:
                        "say what takes the call back: `undo: { delete: \"/orders/{order.id}\" }`, or `post`, `put`, `patch`"
                )
            }
            return nil
        }
        for (extra, _) in given.dropFirst() {
            guard let span = mapping.keySpan(extra), let first = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .severalMethods, at: span,
                "an `undo` is one request, and this one has `\(key.name)` and `\(extra.name)`",
                help: "remove one", related: [("the first one", first)])
        }
        return (key, method, node, given.count == 1)
    }
}
