package import TuttiExpressions
package import TuttiJSON
internal import TuttiPlan

extension [Fallback] {
    /// The first value of `otherwise` that is not null, or the last one.
    ///
    /// `stale` has no value here.
    ///
    /// - Parameters:
    ///   - scope: what the values read.
    ///   - problem: why a value can't be computed is added to it.
    /// - Returns: the value; nil if there is none, and the call stays failed.
    package func value(in scope: Scope, problem: inout String?) -> JSONValue? {
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
