/// What becomes of a request that a route takes.
package enum RouteAction: Sendable, Equatable {
    /// It is forwarded to a service.
    case forward(ForwardPlan)
    /// The client is sent elsewhere.
    case redirect(RedirectPlan)
    /// The client gets a response that the file gives.
    case respond(FixedResponse)
    /// The client gets a file.
    case files(FilesPlan)
}
