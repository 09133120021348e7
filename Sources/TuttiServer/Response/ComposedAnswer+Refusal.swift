internal import HTTPTypes
internal import TuttiEngine

extension ComposedAnswer {
    /// The answer of a refusal.
    init(_ refusal: Refusal, requestID: String) {
        self.init(refusal.problem, requestID: requestID)
        if let field = refusal.field { fields.append(field) }
    }
}
