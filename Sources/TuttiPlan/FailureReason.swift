/// Why a call failed, with its label in `Composition-Status`, logs and metrics.
package enum FailureReason: String, Sendable, CaseIterable {
    /// Its time, or the endpoint's deadline, was over.
    case timeout
    /// No connection could be opened.
    case connect
    /// The service's name did not resolve.
    case dns
    /// The TLS handshake failed.
    case tls
    /// The connection broke before the response was complete.
    case reset
    /// The service sent what is no response: not HTTP, two lengths, a body that can't be decoded.
    case badResponse = "bad_response"
    /// The service answered with a status that is not accepted.
    case status
    /// The body was not valid JSON.
    case invalidJSON = "invalid_json"
    /// The response was over its bound.
    case tooLarge = "too_large"
    /// The service's circuit breaker is open.
    case breakerOpen = "breaker_open"
    /// Too many calls to the service run and wait already, or the gateway has no descriptor, port or memory for one.
    case overloaded
    /// An `each` has more values than it may.
    case tooMany = "too_many"
    /// A call that it reads failed.
    case dependency
    /// One of its expressions failed, or gave a value that can't be sent.
    case expression
    /// It was given up: the client left, or a required call failed.
    case canceled
}
