internal import TuttiPlan

extension AccessPlan {
    /// The problem responses that who may ask leads to: statuses, each with a sentence.
    var problems: [(status: Int, text: String)] {
        var problems: [(status: Int, text: String)] = []
        if !ways.isEmpty {
            problems.append(
                (
                    401,
                    isOptional
                        ? "The credentials are not accepted." : "There are no credentials, or none that are accepted."
                ))
        }
        if !rules.isEmpty {
            problems.append((403, "Who has asked may not: \(rules.map { "`\($0.name)`" }.joined(separator: ", "))."))
        }
        if asksSomebody { problems.append((503, "Whether the credentials are accepted can't be found out now.")) }
        return problems
    }
}
