internal import TuttiPlan
internal import TuttiResilience

extension RetryPolicy {
    /// `up to 2 tries, after connect, reset or 502–504`.
    var inWords: String {
        let reasons = FailureReason.allCases.filter(reasons.contains).map(\.rawValue)
        let conditions = (reasons + statuses.map(\.inWords)).listed("or")
        return "up to \(attempts) tries, after \(conditions)"
            + (attemptTimeout.map { ", each at most \($0.inWords)" } ?? "")
    }
}
