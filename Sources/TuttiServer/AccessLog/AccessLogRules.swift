internal import TuttiPlan
internal import TuttiPolicies

/// What the access log says of clients that show who they are; a generation without a way to do so has no rules.
final class AccessLogRules: Sendable {
    /// How a subject is named.
    let subjects: SubjectLogging
    /// The parameters of the query that have credentials, which are never logged.
    private let secretParameters: [String]

    /// The rules of a plan; nil where nobody is asked who it is.
    init?(_ settings: GatewaySettings) {
        guard !settings.ways.isEmpty else { return nil }
        subjects = settings.subjectLogging
        secretParameters = settings.ways.flatMap(\.credentials).compactMap {
            if case .query(let name) = $0 { name } else { nil }
        }
    }

    /// A query as the log has it.
    func query(_ query: String) -> String {
        QueryList.query(query, without: secretParameters)
    }
}
