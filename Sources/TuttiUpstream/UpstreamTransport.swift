package import TuttiResilience

/// The port through which the engine reaches services.
///
/// The engine knows nothing of sockets or libcurl: it hands over a request and gets a result. `TuttiCurl` is the adapter
/// that runs in production; `TuttiSimulation` has a scripted one in virtual time.
package protocol UpstreamTransport: AnyObject, Sendable {
    /// The time on the clock by which this transport measures deadlines.
    var now: MonotonicTime { get }

    /// A number from 0 to 1 that spreads the retries of many requests over time; another one each time.
    ///
    /// A transport in virtual time always has the same, so that tests can tell when what happens.
    var jitter: Double { get }

    /// Begins to send a request once and returns at once; the transport calls `observer` when the exchange has ended, by a response or
    /// by the reason why there is none.
    ///
    /// May be called from any thread. On the transport's own, nothing lies between the call and the exchange; from another one
    /// it is handed over. It ends with `.failure(.timeout)` at the request's deadline at the latest. The end may come before this
    /// returns.
    ///
    /// It doesn't retry, with one exception that is libcurl's: when a connection that was open already closes before any
    /// byte of the response, an idempotent request (RFC 9110, 9.2.2) is sent again over a new connection (RFC 9112, 9.3.1).
    /// The service may then have seen it twice. A POST or a PATCH is never sent twice.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - observer: whom the transport calls, once.
    ///   - tag: a number that the observer gets back, to know which exchange has ended.
    /// - Returns: a name for ``cancel(_:)``.
    func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange

    /// Gives up an exchange, which then ends with `.failure(.canceled)`; the service sees its connection close.
    ///
    /// May be called from any thread; without effect when the exchange has ended.
    func cancel(_ exchange: UpstreamExchange)

    /// Runs `action` once the clock has reached `time`, unless the timer is cancelled before.
    ///
    /// May be called from any thread; `action` runs on the transport's own thread and must not block.
    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer
}
