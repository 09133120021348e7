package import TuttiPlan

extension StatusMapping.CallMapping {
    /// What the endpoint says of this failure; nil where it says nothing.
    package func status(of reason: FailureReason?, answered status: Int?) -> Int? {
        if reason == .status, let mapped = status.flatMap({ statuses[$0] }) { return mapped }
        return reason.flatMap { reasons[$0] }
    }
}
