/// Why a call failed, with its label in `Composition-Status`, logs and metrics.
package enum FailureReason: String, Sendable, CaseIterable {
    /// The call's timeout, or the endpoint's deadline, had passed.
    case timeout
    /// No connection could be opened.
    case connect
    /// Its service has no instance that gets requests: none is known, or none is well.
    case noInstance = "no_instance"
    /// The service's name did not resolve.
    case dns
    /// The TLS handshake failed.
    case tls
    /// The connection broke before the response was complete.
    case reset
    /// What the service sent is no valid response: not HTTP, two lengths, a body that can't be decoded.
    case badResponse = "bad_response"
    /// The status of the response is not one that the call accepts.
    case status
    /// A GraphQL query was answered with errors, and without data; or, for a part of the data, with errors.
    case graphQL = "graphql"
    /// The body was not valid JSON.
    case invalidJSON = "invalid_json"
    /// The response doesn't fit `expects`.
    case unexpected
    /// The response was over its bound.
    case tooLarge = "too_large"
    /// The service's circuit breaker is open.
    case breakerOpen = "breaker_open"
    /// The service's limiter is full, or the gateway has no descriptor, port or memory for the call.
    case overloaded
    /// Its `each` has more values than `at-most` allows.
    case tooMany = "too_many"
    /// The token that its service gets from the gateway couldn't be had, or the service takes it for none.
    case credentials
    /// Who has asked lacks the right that it needs.
    case forbidden
    /// The gateway has too much to do, and the response can do without the call.
    case shed
    /// A call that it reads failed.
    case dependency
    /// One of its expressions failed, or gave a value that can't be sent.
    case expression
    /// It was given up: the client left, or a required call failed.
    case canceled
}
