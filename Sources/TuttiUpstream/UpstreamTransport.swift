package import TuttiResilience

/// The port through which the engine reaches services.
///
/// The engine knows nothing of sockets or libcurl: it hands over a request and gets a result. `TuttiCurl` is the adapter
/// that runs in production; `TuttiSimulation` has a scripted one in virtual time.
package protocol UpstreamTransport: Sendable {
    /// The time on the clock by which this transport measures deadlines.
    var now: MonotonicTime { get }

    /// A number from 0 to 1 that spreads the retries of many requests over time; another one each time.
    ///
    /// A transport in virtual time always has the same, so that tests can tell when what happens.
    var jitter: Double { get }

    /// Sends a request once and returns its response, or why there is none.
    ///
    /// Ends with `.failure(.timeout)` at the request's deadline at the latest. When the surrounding task is cancelled,
    /// the exchange is given up at once, the service sees its connection close, and the result is `.failure(.canceled)`.
    ///
    /// It doesn't retry, with one exception that is libcurl's: when a connection that was open already closes before any
    /// byte of the response, an idempotent request (RFC 9110, 9.2.2) is sent again over a new connection (RFC 9112, 9.3.1).
    /// The service may then have seen it twice. A POST or a PATCH is never sent twice.
    nonisolated(nonsending) func send(_ request: UpstreamRequest) async -> UpstreamResult

    /// Begins to send a request and returns at once; the transport calls `observer` on its own thread when the exchange has ended.
    ///
    /// The same as ``send(_:)`` for a caller that runs on that thread and waits for several ends at a time: it takes no task of
    /// its own, nor a continuation. The end may come before this returns.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - observer: whom the transport calls, once.
    ///   - tag: a number that the observer gets back, to know which exchange has ended.
    /// - Returns: a name for ``cancel(_:)``; nil, without a call of the observer, where the caller is on another thread or the
    ///   transport only has ``send(_:)``.
    func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange?

    /// Gives up an exchange, which then ends with `.failure(.canceled)`; without effect when it has ended.
    func cancel(_ exchange: UpstreamExchange)

    /// Runs `action` once the clock has reached `time`, unless the timer is cancelled before.
    ///
    /// May be called from any thread; `action` runs on the transport's own thread and must not block.
    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer
}

extension UpstreamTransport {
    /// Begins nothing: the caller uses ``send(_:)``.
    package func begin(
        _ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int
    ) -> UpstreamExchange? { nil }

    /// Does nothing, because nothing was begun.
    package func cancel(_ exchange: UpstreamExchange) {}
}
