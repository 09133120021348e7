internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies

/// The headers by which services find a client's request in their logs and traces: made once for all its calls.
///
/// A header that differs with each request must be named in `RequestKey.unheeded` too. Otherwise each key of the cache is unique, and
/// no response is found there; where it differs with each call, the same goes for the ``RequestMemo``.
struct PropagatedHeaders: Sendable {
    let headers: [HTTPField]

    init(_ client: ClientRequest) {
        var headers = [HTTPField(name: .requestID, value: client.id)]
        // Several `traceparent` count as none (W3C Trace Context, 3.2), and without one `tracestate` means nothing (3.3).
        let parents = client.headers.values(named: "traceparent")
        if let parent = parents.first, parents.count == 1, !client.connectionOptions.contains("traceparent") {
            headers.append(HTTPField(name: .traceParent, value: parent))
            for state in client.headers.values(named: "tracestate") {
                headers.append(HTTPField(name: .traceState, value: state))
            }
        }
        self.headers = headers
    }

    /// The names of the headers that are passed on.
    static func names(_ propagation: Propagation) -> [HTTPField.Name] {
        var names: [HTTPField.Name] = []
        if propagation.contains(.requestID) { names.append(.requestID) }
        if propagation.contains(.traceContext) { names += [.traceParent, .traceState] }
        return names
    }
}
