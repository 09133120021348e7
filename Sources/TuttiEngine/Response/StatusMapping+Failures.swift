package import TuttiPlan

extension StatusMapping.CallMapping {
    /// The status that the endpoint gives this failure; nil where it gives none.
    package func status(of reason: FailureReason?, answered status: Int?) -> Int? {
        if reason == .status, let mapped = status.flatMap({ statuses[$0] }) { return mapped }
        return reason.flatMap { reasons[$0] }
    }
}
