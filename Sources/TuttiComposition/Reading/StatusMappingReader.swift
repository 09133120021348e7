internal import TuttiPlan

/// Reads `status` of an endpoint: `{ partial: 206, user: { 404: 410, timeout: 503 } }`.
struct StatusMappingReader {
    let callNames: [String]
    let diagnostics: DiagnosticCollector

    /// The mapping; `readSuccess` reads the status of a composed response, which may be an expression.
    func mapping(_ node: YAMLNode, readSuccess: (YAMLScalar) -> Int?) -> StatusMapping {
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`status` must be a status or a mapping, not \(node.kindInWords)",
                    help: "write it like `201`, or like `{ success: 201, partial: 206, user: { 404: 410 } }`")
            }
            return StatusMapping()
        }
        var success: Int?
        var partial: Int?
        var calls: [Int: StatusMapping.CallMapping] = [:]
        for member in members {
            if let call = callNames.firstIndex(of: member.key.text), !isStatus(member) {
                calls[call] = callMapping(member.value, member.key.text)
            } else if member.key.text == "partial" {
                // A status without a body can't carry the parts of the response that there are.
                if let status = status(member.value, in: 200...599, except: StatusMapping.bodiless) { partial = status }
            } else if member.key.text == "success" {
                if let scalar = member.value.scalar, !scalar.text.isEmpty {
                    success = readSuccess(scalar)
                } else if !member.value.isBroken {
                    diagnostics.error(
                        .invalidStatus, at: member.value.span, "`success` is a status, 200 to 599",
                        help: "write a number, or an expression that gives one: `success: 201`")
                }
            } else {
                diagnostics.error(
                    .unknownKey, at: member.key.span, "there is no call `\(member.key.text)`",
                    help: Suggestion.help(
                        for: member.key.text, among: ["success", "partial"] + callNames, called: "`status` takes"))
            }
        }
        return StatusMapping(success: success ?? StatusMapping().success, partial: partial, calls: calls)
    }

    /// Whether a member is `success` or `partial` and not a call of that name, which would have a mapping.
    private func isStatus(_ member: YAMLMember) -> Bool {
        if case .mapping = member.value.content { return false }
        return member.key.text == "partial" || member.key.text == "success"
    }

    private func callMapping(_ node: YAMLNode, _ call: String) -> StatusMapping.CallMapping {
        var ranges: [(range: ClosedRange<Int>, target: Int)] = []
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
            if let range = StatusPolicyReader.range(member.key.text) {
                if let target { ranges.append((range, target)) }
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
        // What names fewer statuses says more: 404 goes before 4xx.
        var statuses: [Int: Int] = [:]
        for (range, target) in ranges.sorted(by: { $0.range.count > $1.range.count }) {
            for status in range { statuses[status] = target }
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
