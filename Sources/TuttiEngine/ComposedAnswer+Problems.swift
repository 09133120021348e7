internal import HTTPTypes
internal import TuttiJSON

extension ComposedAnswer {
    /// The client's body is not JSON, and the endpoint reads it.
    static func invalidBody(_ error: JSONError, request: ClientRequest) -> ComposedAnswer {
        let place = error.position(in: request.body)
        return problem(
            ProblemDetails(
                status: 400,
                title: "The request body is not valid JSON",
                detail: "\(error.message) at line \(place.line), column \(place.column) of the body."),
            requestID: request.id)
    }

    /// A caller's mistake: the router and the plan disagree.
    static func noSuchEndpoint(requestID: String) -> ComposedAnswer {
        problem(
            ProblemDetails(status: 404, title: "Not found", detail: "There is no such endpoint."),
            requestID: requestID)
    }

    private static func problem(_ problem: ProblemDetails, requestID: String) -> ComposedAnswer {
        ComposedAnswer(
            status: problem.status,
            fields: [HTTPField(name: .contentType, value: ProblemDetails.contentType)],
            body: problem.body(requestID: requestID),
            calls: [])
    }
}
