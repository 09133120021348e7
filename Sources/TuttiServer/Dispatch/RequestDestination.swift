internal import TuttiEngine
internal import TuttiPlan

/// Where a request goes, once it was routed.
enum RequestDestination {
    /// To the endpoint with that index.
    case endpoint(Int)
    /// To a route, which has that index.
    case route(PreparedRoute, index: Int)
    /// To a path of the gateway's own.
    case session(SessionEndpoint)
    /// Nowhere: this is the response, once the body was dropped.
    indirect case response(ComposedResponse)
    /// Nowhere, and this is why.
    indirect case nowhere(Refusal)

    /// The most bytes of the request's body; nil for those of all requests.
    var bodyLimit: Int? {
        guard case .route(let route, _) = self, case .forward(let plan) = route.plan.action else { return nil }
        return plan.maximumRequestBody ?? .max
    }
}
