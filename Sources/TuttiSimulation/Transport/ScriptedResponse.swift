package import TuttiResilience
package import TuttiUpstream

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

    /// No response: the call ends at its deadline.
    package static let never = ScriptedResponse(result: .failure(UpstreamFailure(.timeout, "scripted")), after: nil)
}
