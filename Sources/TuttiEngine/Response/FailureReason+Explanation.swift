internal import TuttiPlan

extension FailureReason {
    /// What happened to a call or a route, in plain words for a client: nothing here names a host or a service.
    func explanation(status: Int?) -> String {
        switch self {
        case .timeout: "it did not answer in time"
        case .connect: "no connection could be opened to its service"
        case .noInstance: "its service has no instance that is well"
        case .dns: "the name of its service did not resolve"
        case .tls: "the TLS handshake with its service failed"
        case .reset: "the connection broke before its response was complete"
        case .badResponse: "its service sent a response that can't be read"
        case .status: "its service answered \(status.map(String.init) ?? "with a status"), which is not accepted"
        case .graphQL: "its service answered the query with errors"
        case .invalidJSON: "its response was not valid JSON"
        case .unexpected: "its response was not what it should be"
        case .tooLarge: "its response was larger than allowed"
        case .breakerOpen: "the circuit breaker of its service is open"
        case .overloaded: "too many calls are in flight"
        case .tooMany: "it would have asked for more values than it may"
        case .credentials: "its service takes no token of the gateway, or there is none"
        case .forbidden: "who has asked lacks the right that it needs"
        case .shed: "the gateway had too much to do"
        case .dependency: "a call that it depends on failed"
        case .expression: "an expression of it failed"
        case .canceled: "it was given up"
        }
    }
}
