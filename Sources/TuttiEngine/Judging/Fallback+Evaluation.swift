internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension [Fallback] {
    /// The first value that there is, of those that need no cached response: the last one may be null.
    ///
    /// - Parameters:
    ///   - scope: what the values read.
    ///   - problem: what can't be computed is added to it.
    /// - Returns: nil if there is none: the call stays failed.
    func value(in scope: Scope, problem: inout String?) -> JSONValue? {
        for (place, rung) in enumerated() {
            guard case .value(let template) = rung else { continue }
            do {
                let value = try template.evaluate(in: scope)
                if !value.isNull || place == count - 1 { return value }
            } catch {
                problem = "\(problem ?? ""); otherwise: \(error.message)"
            }
        }
        return nil
    }
}
