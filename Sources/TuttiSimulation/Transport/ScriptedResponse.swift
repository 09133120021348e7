internal import HTTPTypes
package import TuttiResilience
package import TuttiUpstream

/// A call as a scripted service sees it.
package struct ScriptedCall: Sendable {
    /// The name of the call that made it, in its endpoint.
    package let name: String
    /// What all requests of the call to the instance have in common.
    package let route: UpstreamRoute
    /// The host of the instance.
    package let host: String
    /// The method.
    package let method: String
    /// Path and query as they would stand on the wire.
    package let target: String
    /// All headers, the route's first, as `name: value`.
    package let headers: [String]
    /// The body as text; nil without one.
    package let body: String?
    /// When it was made.
    package let startedAt: MonotonicTime
    /// By when it had to end.
    package let deadline: MonotonicTime
    /// When it was given up; nil when it was not.
    package var canceledAt: MonotonicTime?
    var index = 0

    init(_ request: UpstreamRequest, at time: MonotonicTime) {
        name = request.route.label
        route = request.route
        host = request.route.origin.host
        method = request.route.method.rawValue
        target = request.target
        let bodyFields = request.body?.isEmpty == false ? request.route.bodyFields : []
        headers = (request.route.headers + bodyFields + request.headers).map { "\($0.name.canonicalName): \($0.value)" }
        body = request.body.map { String(decoding: $0, as: UTF8.self) }
        startedAt = time
        deadline = request.deadline
    }
}

/// What a scripted service does with a call.
package struct ScriptedResponse: Sendable {
    let result: UpstreamResult
    /// How long it takes; nil for ever.
    let after: TimeSpan?

    /// Responses with a body.
    package static func body(_ text: String, status: Int = 200, after: TimeSpan = .zero) -> ScriptedResponse {
        ScriptedResponse(
            result: .response(UpstreamResponse(status: status, body: Array(text.utf8), connectionReused: true)),
            after: after)
    }

    /// Ends as the test says.
    package static func result(_ result: UpstreamResult, after: TimeSpan = .zero) -> ScriptedResponse {
        ScriptedResponse(result: result, after: after)
    }

    /// Fails.
    package static func failure(_ reason: UpstreamFailure.Reason, after: TimeSpan = .zero) -> ScriptedResponse {
        ScriptedResponse(result: .failure(UpstreamFailure(reason, "scripted")), after: after)
    }

    /// Never answers: the call ends at its deadline.
    package static let never = ScriptedResponse(result: .failure(UpstreamFailure(.timeout, "scripted")), after: nil)
}
