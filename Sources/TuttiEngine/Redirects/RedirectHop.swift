internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// A request on a call's way from redirect to redirect.
struct RedirectHop {
    var method: HTTPRequest.Method
    var target: RedirectTarget
    /// Whether the call's body is sent.
    var sendsBody: Bool
    /// Whether it goes to a host that is none of the service's.
    var isForeign = false

    /// What comes of a response.
    enum Next {
        /// It is no redirect, or one that the call takes for a response.
        case none
        /// It is followed.
        case follow(RedirectHop)
        /// It stands, for that reason.
        case stop(String)
    }
}
