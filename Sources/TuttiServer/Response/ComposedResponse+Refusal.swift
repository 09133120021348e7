internal import HTTPTypes
internal import TuttiEngine

extension ComposedResponse {
    /// The response of a refusal.
    init(_ refusal: Refusal, requestID: String) {
        self.init(refusal.problem, requestID: requestID)
        headers += refusal.headers
    }
}
