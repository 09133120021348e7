internal import TuttiPlan

/// Reads `status` of an endpoint: `{ partial: 206, user: { 404: 410, timeout: 503 } }`.
struct StatusMappingReader {
    let callNames: [String]
    let diagnostics: DiagnosticCollector

    func mapping(_ node: YAMLNode) -> StatusMapping {
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                let isNumber = if case .number? = node.scalar?.kind { true } else { false }
                diagnostics.error(
                    .wrongType, at: node.span, "`status` must be a mapping, not \(node.kindInWords)",
                    help: (isNumber ? "a response that is whole has 200, always; " : "")
                        + "write it like `{ partial: 206, user: { 404: 410 } }`")
            }
            return StatusMapping()
        }
        var partial: Int?
        var calls: [Int: StatusMapping.CallMapping] = [:]
        for member in members {
            if let call = callNames.firstIndex(of: member.key.text), !isPartial(member) {
                calls[call] = callMapping(member.value, member.key.text)
            } else if member.key.text == "partial" {
                // A status without a body can't carry the parts of the response that there are.
                if let status = status(member.value, in: 200...599, except: [204, 205, 304]) { partial = status }
            } else {
                diagnostics.error(
                    .unknownKey, at: member.key.span, "there is no call `\(member.key.text)`",
                    help: Suggestion.help(
                        for: member.key.text, among: ["partial"] + callNames, called: "`status` takes"))
            }
        }
        return StatusMapping(partial: partial ?? StatusMapping().partial, calls: calls)
    }

    /// Whether a member is the status `partial` and not a call of that name, which would have a mapping.
    private func isPartial(_ member: YAMLMember) -> Bool {
        if case .mapping = member.value.content { return false }
        return member.key.text == "partial"
    }

    private func callMapping(_ node: YAMLNode, _ call: String) -> StatusMapping.CallMapping {
        var statuses: [Int: Int] = [:]
        var reasons: [FailureReason: Int] = [:]
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "the statuses for `\(call)` must be a mapping, not \(node.kindInWords)",
                    help:
                        "write it like `{ 404: 410, timeout: 503 }`: what the call ended with, and what the client gets"
                )
            }
            return StatusMapping.CallMapping()
        }
        for member in members {
            let target = status(member.value, in: 400...599)
            if let from = StatusPolicyReader.status(member.key.text) {
                statuses[from] = target
            } else if let reason = FailureReason(rawValue: member.key.text), reason != .canceled {
                reasons[reason] = target
            } else {
                let words = FailureReason.allCases.filter { $0 != .canceled }.map(\.rawValue)
                diagnostics.error(
                    .invalidStatus, at: member.key.span,
                    "`\(member.key.text)` is no status of a service and no reason of a failure",
                    help: Suggestion.help(for: member.key.text, among: words, called: "reasons"))
            }
        }
        return StatusMapping.CallMapping(statuses: statuses, reasons: reasons)
    }

    private func status(_ node: YAMLNode, in range: ClosedRange<Int>, except: Set<Int> = []) -> Int? {
        if node.isBroken { return nil }
        guard let status = node.scalar.flatMap({ StatusPolicyReader.status($0.text) }), range.contains(status),
            !except.contains(status)
        else {
            diagnostics.error(
                .invalidStatus, at: node.span,
                "the client's status must be \(range.lowerBound) to \(range.upperBound)"
                    + (except.isEmpty ? "" : ", and one that has a body"))
            return nil
        }
        return status
    }
}
