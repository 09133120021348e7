internal import TuttiExpressions
internal import TuttiPlan

/// Warns of calls that are never made: their `when` is never true, or asks for an outcome with which a required call never leaves
/// anything to be made.
struct NeverMadeCheck {
    let scope: EndpointScope
    let diagnostics: DiagnosticCollector

    func run(_ calls: [CallReader.Result]) {
        for call in calls {
            guard let when = call.draft.when, let span = call.whenSpan else { continue }
            switch when {
            case .constant(let value) where !value.isTruthy: report(span)
            case .expression(let expression):
                if let constant = expression.constant, !constant.isTruthy {
                    report(span)
                } else {
                    check(expression, span, calls)
                }
            default: continue
            }
        }
    }

    private func report(_ span: SourceSpan) {
        diagnostics.warning(
            .neverMade, at: span, "this is never true, and so the call is never made",
            help: "remove the call, or compare something: `when: product.inStock`")
    }

    private func check(_ when: Expression, _ span: SourceSpan, _ calls: [CallReader.Result]) {
        for comparison in when.necessaryComparisons where comparison.slot == ScopeName.meta.slot {
            guard comparison.members.count == 2, let name = comparison.members.first,
                let index = scope.callNames.firstIndex(of: name), calls.indices.contains(index)
            else { continue }
            let asked = calls[index].draft
            let possible = Self.outcomes(of: calls[index])
            switch comparison.members.last {
            case "outcome":
                guard comparison.isEqual ? !possible.contains(comparison.text) : possible == [comparison.text] else {
                    continue
                }
                if asked.isRequired, comparison.text == "failed" || !comparison.isEqual {
                    reportRequired(name, span)
                } else if comparison.isEqual, !asked.isRequired {
                    diagnostics.warning(
                        .neverMade, at: span,
                        "no call ends as `\(comparison.text)`, and so this one is never made",
                        help: Suggestion.help(for: comparison.text, among: Self.allOutcomes, called: "outcomes"))
                } else if comparison.isEqual {
                    diagnostics.warning(
                        .neverMade, at: span,
                        "`\(name)` never ends as `\(comparison.text)`, and so this call is never made",
                        help: "its outcomes are \(Suggestion.list(Self.allOutcomes.filter(possible.contains)))")
                }
            case "reason" where comparison.isEqual && asked.isRequired && asked.otherwise.isEmpty:
                reportRequired(name, span)
            default: continue
            }
        }
    }

    /// With a required call that fails, everything ends.
    private func reportRequired(_ name: String, _ span: SourceSpan) {
        diagnostics.warning(
            .neverMade, at: span,
            "`\(name)` is `required`: when it fails the request fails as a whole, and so this call is never made",
            help: "remove `required` of `\(name)`, or this call")
    }

    private static let allOutcomes = ["ok", "cached", "stale", "fallback", "skipped", "failed"]

    /// How a call can end on which others look.
    private static func outcomes(of result: CallReader.Result) -> Set<String> {
        let call = result.draft
        guard call.isRequired else { return Set(allOutcomes) }
        var outcomes: Set = ["ok"]
        if call.when != nil || result.uses.contains(where: { !$0.copesWithNull }) { outcomes.insert("skipped") }
        if let cache = call.cache {
            outcomes.insert("cached")
            if cache.ifError != nil || cache.lifetime == .http { outcomes.insert("stale") }
        }
        if !call.otherwise.isEmpty { outcomes.formUnion(["stale", "fallback"]) }
        return outcomes
    }
}
