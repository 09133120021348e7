internal import TuttiExpressions
internal import TuttiPlan

/// Warns of what expressions say that can't do what it seems to be written for.
///
/// It is done when all calls are known: what their results can be decides.
struct DoubtCheck {
    let diagnostics: DiagnosticCollector

    /// `responses` is what is known of the response of each call, which its `select` is given.
    func run(_ expressions: [CompiledExpression], slots: [ValueShape], responses: [String: ValueShape] = [:]) {
        for compiled in expressions {
            let current = compiled.ownName.flatMap { responses[$0] } ?? .any
            let doubts = compiled.expression.doubts(ownName: compiled.ownName, current: current) {
                slots.indices.contains($0) ? slots[$0] : .any
            }
            for doubt in doubts {
                let (code, span) = (Self.code(of: doubt.kind), compiled.span(doubt.range))
                // A condition that is always null is never the one that was meant.
                if doubt.kind == .neverOrdered {
                    diagnostics.error(code, at: span, doubt.message, help: doubt.help)
                } else {
                    diagnostics.warning(code, at: span, doubt.message, help: doubt.help)
                }
            }
        }
    }

    private static func code(of kind: ExpressionDoubt.Kind) -> DiagnosticCode {
        switch kind {
        case .neverEqual: .neverEqual
        case .neverOrdered: .neverOrdered
        case .alwaysNull: .alwaysNull
        case .alwaysFails: .alwaysFails
        case .valueAsName: .valueAsName
        case .ownName: .ownName
        case .similarName: .similarName
        }
    }
}
