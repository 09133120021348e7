internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// A request to which a response may be a redirect: the call's own, or one that a redirect led to.
struct RedirectHop {
    var method: HTTPRequest.Method
    var target: RedirectTarget
    /// Whether the call's body is sent.
    var sendsBody: Bool
    /// Whether it goes to a host that is not one of the service's own.
    var isForeign = false

    /// What follows a response.
    enum Next {
        /// The response stands: it is no redirect, or one that the call accepts.
        case none
        /// The redirect is followed by that request.
        case follow(RedirectHop)
        /// The redirect is not followed, for that reason.
        case stop(String)
    }
}
