internal import HTTPTypes
internal import TuttiPlan

/// Reads `idempotency` of an endpoint.
struct RepeatReader {
    let diagnostics: DiagnosticCollector

    /// What the endpoint asks for; nil for nothing.
    func plan(_ mapping: MappingReader, method: HTTPRequest.Method) -> RepeatPlan? {
        guard let node = mapping[EndpointKeys.idempotency], let span = mapping.keySpan(EndpointKeys.idempotency) else {
            return nil
        }
        let plan: RepeatPlan
        if case .mapping = node.content {
            guard let own = MappingReader(node, RepeatKeys.table, diagnostics),
                let isRequired = own.valueOrDefault(RepeatKeys.required), let time = own.valueOrDefault(RepeatKeys.time)
            else { return nil }
            plan = RepeatPlan(isRequired: isRequired, time: time)
        } else {
            let isAsked = ScalarReader(diagnostics: diagnostics).bool(
                node, "`idempotency` of an endpoint",
                help: "write `true` or `{ required: true, for: 24h }`; `request` and `client` are for calls")
            guard isAsked == true else { return nil }
            plan = RepeatPlan(isRequired: RepeatKeys.required.standard, time: RepeatKeys.time.standard)
        }
        guard !method.isSafe else {
            diagnostics.error(
                .idempotencyNotAllowed, at: span,
                "a `\(method.rawValue)` only reads: whoever repeats it wants the response of now",
                help: "remove it; it is for endpoints that change something, with `POST` for instance")
            return nil
        }
        return plan
    }

    /// Says so where nothing that an endpoint does could be done twice, and where what is undone would not be done again.
    func check(_ plan: EndpointPlan, _ mapping: MappingReader, calls: [YAMLMember]) {
        for member in calls {
            guard case .mapping(let keys) = member.value.content,
                let key = keys.first(where: { $0.key.text == CallKeys.idempotency.name })?.key,
                let call = plan.calls.first(where: { $0.name == member.key.text }), call.undo != nil,
                call.idempotency == .client
            else { continue }
            let why =
                "once `\(call.name)` is undone, its service may answer the client's next try with what it has kept of the first one, and do nothing"
            if plan.repeats != nil {
                diagnostics.error(
                    .undoneReplayed, at: key.span, why,
                    help: "write `idempotency: request`: the gateway itself knows requests that are repeated")
            } else {
                diagnostics.warning(
                    .undoneReplayed, at: key.span, why,
                    help: "write `idempotency: request`, and `idempotency: true` for the endpoint")
            }
        }
        guard plan.repeats != nil, plan.calls.allSatisfy(\.isSafe),
            let span = mapping.keySpan(EndpointKeys.idempotency)
        else { return }
        diagnostics.warning(
            .needlessIdempotency, at: span, "no call of this endpoint changes anything: it may be repeated as it is",
            help: "remove it")
    }
}
