internal import HTTPTypes
package import TuttiResilience
package import TuttiUpstream

/// A call as a scripted service sees it.
package struct ScriptedCall: Sendable {
    /// The name of the call that made it, in its endpoint.
    package let name: String
    /// What all requests of the call say.
    package let upstream: UpstreamCall
    /// Where the instance listens.
    package let origin: UpstreamOrigin
    /// The host of the instance.
    package var host: String { origin.host }
    /// The method.
    package let method: String
    /// Path and query as they would stand on the wire.
    package let target: String
    /// All headers, the call's first, as `name: value`.
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
        name = request.call.label
        upstream = request.call
        origin = request.instance.origin
        method = request.call.method.rawValue
        target = request.target
        let bodyFields = request.body?.isEmpty == false ? request.call.bodyFields : []
        headers = (request.call.headers + bodyFields + request.headers).map { "\($0.name.canonicalName): \($0.value)" }
        body = request.body.map { String(decoding: $0, as: UTF8.self) }
        startedAt = time
        deadline = request.deadline
    }
}
