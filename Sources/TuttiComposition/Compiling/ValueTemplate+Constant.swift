internal import TuttiJSON
internal import TuttiPlan

extension ValueTemplate {
    /// The value that it has each time; nil if that depends.
    var constant: JSONValue? {
        if case .constant(let value) = self { value } else { nil }
    }
}
