internal import HTTPTypes
internal import TuttiJSON

extension ComposedResponse {
    /// 400: the client's body is not JSON, and the endpoint reads it.
    static func invalidBody(_ error: JSONError, request: ClientRequest) -> ComposedResponse {
        let place = error.position(in: request.body)
        return ComposedResponse(
            ProblemDetails(
                status: 400,
                title: "The request body is not valid JSON",
                detail: "\(error.message) at line \(place.line), column \(place.column) of the body."),
            requestID: request.id)
    }

    /// 400: a parameter of the client's query is not UTF-8, and the endpoint reads it.
    static func unreadable(_ parameter: PreparedEndpoint.UnreadableParameter, request: ClientRequest)
        -> ComposedResponse
    {
        ComposedResponse(
            ProblemDetails(
                status: 400, title: "A query parameter is no text",
                detail: "The query parameter `\(parameter.name)` is not UTF-8 once it is percent-decoded."),
            requestID: request.id)
    }

    /// 400: the client's `?fields=` can't be read, or names what the response doesn't have.
    static func invalidFields(_ mistake: FieldSelection.Mistake, request: ClientRequest) -> ComposedResponse {
        ComposedResponse(
            ProblemDetails(status: 400, title: "The parameter `fields` can't be used", detail: mistake.message),
            requestID: request.id)
    }

    /// 404 for an index that is none of the plan: the router and the plan disagree, which is a defect of the gateway.
    static func noSuchEndpoint(requestID: String) -> ComposedResponse {
        ComposedResponse(
            ProblemDetails(status: 404, title: "Not found", detail: "There is no such endpoint."),
            requestID: requestID)
    }
}

extension ComposedResponse {
    /// A problem response that has nothing to do with calls.
    package init(_ problem: ProblemDetails, requestID: String) {
        self.init(
            status: problem.status,
            headers: [
                HTTPField(name: .contentType, value: ProblemDetails.contentType),
                HTTPField(name: .cacheControl, value: "no-store"),
            ],
            body: problem.body(requestID: requestID),
            calls: [])
    }
}
