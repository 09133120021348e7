/// Why there is no complete response.
package struct UpstreamFailure: Sendable {
    /// The kinds of failure, with the labels they have in `Composition-Status`, logs and metrics.
    package enum Reason: String, Sendable, CaseIterable {
        /// The deadline passed, in whichever phase.
        case timeout
        /// No connection: refused, unreachable; or a request that can't be put on one.
        case connect
        /// The host's name did not resolve.
        case dns
        /// The TLS handshake or the certificate failed.
        case tls
        /// The connection broke before the response was complete.
        case reset
        /// The service sent what is no response: not HTTP, two lengths, a body that can't be decoded.
        case badResponse = "bad_response"
        /// The body or the header section was over its bound.
        case tooLarge = "too_large"
        /// This side had no descriptor, port or memory for it; that says nothing about the service.
        case overloaded
        /// The caller gave up, or its task was canceled.
        case canceled
    }

    /// How far the exchange had come.
    package enum Phase: Sendable {
        /// It's certain that nothing of the request has been sent: it may go to another instance, whatever its method.
        case connecting
        /// Something of the request may have reached the service.
        case exchanging
    }

    /// The kind.
    package var reason: Reason
    /// How far the exchange had come.
    package var phase: Phase
    /// What happened in plain words, for logs and problem responses; never contains request data.
    package var message: String

    /// A failure of a kind.
    package init(_ reason: Reason, _ message: String, phase: Phase = .exchanging) {
        self.reason = reason
        self.phase = phase
        self.message = message
    }

    /// The exchange was canceled, or its task was cancelled before it began.
    package static func callerGaveUp(_ phase: Phase) -> UpstreamFailure {
        UpstreamFailure(.canceled, "the caller gave up", phase: phase)
    }

    /// The proxy has opened no tunnel; nil is the status of one that gave no answer of HTTP.
    package static func noTunnel(to origin: UpstreamOrigin, status: Int?) -> UpstreamFailure {
        let answer = status.map { "it answered with status \($0)" } ?? "it did not answer in HTTP/1.1"
        return UpstreamFailure(.connect, "the proxy opened no tunnel to \(origin): \(answer)", phase: .connecting)
    }
}
