internal import TuttiEngine

/// Where a request goes, once it was routed.
enum RequestDestination {
    /// To the endpoint with that index.
    case endpoint(Int)
    /// To a service, as a route says.
    indirect case service(ForwardedRequest)
    /// To a file of a folder, as a route says.
    indirect case file(FileTarget)
    /// Nowhere: this is the response, once the body was dropped.
    indirect case response(ComposedResponse)
    /// Nowhere, and this is why.
    indirect case nowhere(Refusal)

    /// The most bytes of the request's body; nil for those of all requests.
    var bodyLimit: Int? {
        if case .service(let request) = self { request.maximumRequestBody ?? .max } else { nil }
    }
}
