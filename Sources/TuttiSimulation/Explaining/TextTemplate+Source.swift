internal import TuttiPlan

extension TextTemplate {
    /// `/users/{path.id}`.
    var source: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .placeholder(let expression): "{\(expression.line)}"
            }
        }.joined()
    }
}
