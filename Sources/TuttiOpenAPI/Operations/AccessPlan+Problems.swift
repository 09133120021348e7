internal import HTTPTypes
internal import TuttiPlan

extension AccessPlan {
    /// The problem responses that who may ask leads to.
    ///
    /// - Parameter method: what requests are made with; nil for any method.
    /// - Returns: statuses, each with what leads to it.
    func problems(of method: HTTPRequest.Method?) -> [(status: Int, text: String)] {
        var problems: [(status: Int, text: String)] = []
        if !ways.isEmpty {
            problems.append(
                (
                    401,
                    isOptional
                        ? "The credentials are not accepted." : "There are no credentials, or none that are accepted."
                ))
        }
        var forbidden: [String] = []
        if !rules.isEmpty {
            forbidden.append("Who has asked may not: \(rules.map { "`\($0.name)`" }.joined(separator: ", ")).")
        }
        if takesSessions, method?.isSafe != true {
            forbidden.append("A request with the cookie of a session doesn't come from a page of this site.")
        }
        if !forbidden.isEmpty { problems.append((403, forbidden.joined(separator: " "))) }
        if asksSomebody { problems.append((503, "Whether the credentials are accepted can't be found out now.")) }
        return problems
    }
}
