package import HTTPTypes
package import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// The response to a client, and a report of each call that was made for it.
package struct ComposedResponse: Sendable {
    /// The status, 200 to 599.
    package var status: Int
    /// Headers: `Content-Type`, `Composition-Status`, and others where they are due.
    ///
    /// Never `Content-Length`: the listener adds what belongs to the connection.
    package var headers: [HTTPField]
    /// The body, in which large parts of services' responses are referred to and not copied.
    package var content: SplicedBytes
    /// What happened to each call, in declared order.
    package var calls: [CallReport]

    /// Why parts of the response could not be rendered and are null, for the log; empty when all went well.
    package var responseFailures: [String]

    /// How long all the responses are fresh that it is made of; nil where nobody asks.
    var lifetime: TimeSpan?

    /// What the response cache had to do with it; nil where the endpoint has none.
    package var cacheUse: CacheUse?

    /// The rule that has refused the request; nil for none.
    package var refusingRule: String?

    /// The whole body, copied into one array.
    package var body: [UInt8] { content.joined }

    /// A response made of its parts.
    package init(
        status: Int, headers: [HTTPField], body: [UInt8], calls: [CallReport], responseFailures: [String] = []
    ) {
        self.init(
            status: status, headers: headers, content: SplicedBytes(body), calls: calls,
            responseFailures: responseFailures)
    }

    /// A response made of its parts.
    package init(
        status: Int, headers: [HTTPField], content: SplicedBytes, calls: [CallReport], responseFailures: [String] = []
    ) {
        self.status = status
        self.headers = headers
        self.content = content
        self.calls = calls
        self.responseFailures = responseFailures
    }
}

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

    /// 403: a rule that reads the body doesn't hold.
    static func forbidden(by rule: AccessRule, request: ClientRequest) -> ComposedResponse {
        var response = ComposedResponse(.forbidden(by: rule), requestID: request.id)
        response.refusingRule = rule.name
        return response
    }

    /// 400: a parameter of the client's query is not UTF-8, and an expression reads it.
    static func unreadable(_ parameter: ClientScope.UnreadableParameter, request: ClientRequest)
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
