internal import TuttiPlan

/// Warns of what an endpoint says about failures that never come, or that decide nothing.
struct EffectCheck {
    let endpoint: EndpointPlan
    let diagnostics: DiagnosticCollector

    /// Checks `status` of the endpoint, and `refusals` of its calls.
    func run(status: YAMLNode?, calls: [YAMLMember]) {
        let blamed = Set(endpoint.callsToBlame)
        if case .mapping(let members)? = status?.content {
            for member in members {
                guard case .mapping(let entries) = member.value.content,
                    let index = endpoint.calls.firstIndex(where: { $0.name == member.key.text })
                else { continue }
                guard blamed.contains(index) || endpoint.calls[index].isRequired else {
                    warnOfNoProblem(endpoint.calls[index], at: member.key)
                    continue
                }
                for entry in entries { check(entry.key, of: endpoint.calls[index]) }
            }
        }
        for member in calls {
            guard case .mapping(let keys) = member.value.content,
                let key = keys.first(where: { $0.key.text == CallKeys.refusals.name }),
                let index = endpoint.calls.firstIndex(where: { $0.name == member.key.text }),
                let refusals = endpoint.calls[index].refusals
            else { continue }
            let call = endpoint.calls[index]
            if !blamed.contains(index) {
                warnOfNoProblem(call, at: key.key)
            } else if refusals.ranges.allSatisfy({ $0.allSatisfy(call.accept.accepts) }) {
                warn(
                    at: key.key,
                    "`accept` of this call takes these statuses for success, so it never fails with one of them")
            }
        }
    }

    private func warnOfNoProblem(_ call: CallPlan, at key: YAMLScalar) {
        warn(
            at: key,
            call.canFail
                ? "no failure of `\(call.name)` ends in a problem, so this decides nothing"
                : "a value of `otherwise` stands in for `\(call.name)`, so its failures decide nothing",
            help: call.canFail ? "make the call `required: true`, or remove this" : "remove one of the two")
    }

    private func check(_ key: YAMLScalar, of call: CallPlan) {
        if let range = StatusPolicyReader.range(key.text) {
            if range.allSatisfy(call.accept.accepts) {
                warn(
                    at: key, "`accept` of `\(call.name)` takes \(key.text) for success, so the call never fails with it"
                )
            }
            return
        }
        guard let reason = FailureReason(rawValue: key.text), !call.canFail(as: reason) else { return }
        warn(at: key, "`\(call.name)` never fails as `\(reason.rawValue)`")
    }

    private func warn(at key: YAMLScalar, _ message: String, help: String = "remove it") {
        diagnostics.warning(.withoutEffect, at: key.span, message, help: help)
    }
}
