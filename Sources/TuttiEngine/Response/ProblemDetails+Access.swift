package import TuttiPlan

/// What is said to who may not ask. Nothing in it tells which credentials there are, or what a rule reads.
extension ProblemDetails {
    /// 401: who it is has not been shown.
    package static let unauthenticated = ProblemDetails(
        status: 401, title: "Unauthorized",
        detail: "This needs credentials, and the request has none: WWW-Authenticate says which.")

    /// 401: what was sent as credentials is not accepted.
    package static let refusedCredentials = ProblemDetails(
        status: 401, title: "Unauthorized", detail: "The credentials of the request are not accepted.")

    /// 400: credentials that contradict each other, or can't be read.
    package static let malformedCredentials = ProblemDetails(
        status: 400, title: "Malformed credentials",
        detail: "The request has credentials in more than one way, or none that can be read.")

    /// 503: credentials can't be checked now.
    package static let uncheckedCredentials = ProblemDetails(
        status: 503, title: "Credentials can't be checked",
        detail: "Whether the credentials of the request are good can't be found out now; ask again later.")

    /// 403: a page of another site may have made a browser send the request.
    package static let crossSite = ProblemDetails(
        status: 403, title: "Request of another site",
        detail:
            "With a session, a request that changes something must come from a page of this site, and say so by Origin or Sec-Fetch-Site."
    )

    /// 503: nobody can log in now.
    package static let noLogIn = ProblemDetails(
        status: 503, title: "Log-in not possible",
        detail: "Who you are can't be asked now; try again in a moment.")

    /// 403: a rule doesn't hold.
    package static func forbidden(by rule: AccessRule) -> ProblemDetails {
        ProblemDetails(
            status: 403, title: "Forbidden", detail: "This request is not allowed: the rule `\(rule.name)` refuses it.")
    }
}
