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

    /// Begins to send a request and returns at once; `observer` is told of its end, on the transport's own thread.
    ///
    /// The same as ``send(_:)`` for a caller that runs on that thread and waits for several ends at a time: it takes no task of
    /// its own, nor a continuation. The end may come before this returns.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - observer: who is told, once.
    ///   - tag: what it is told the end of.
    /// - Returns: what ``cancel(_:)`` takes; nil, and nobody is told anything, where the caller is on another thread or the
    ///   transport can't: then `send` does it.
    func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange?

    /// Gives up an exchange, which then ends with `.failure(.canceled)`; without effect when it has ended.
    func cancel(_ exchange: UpstreamExchange)

    /// Runs `action` once the clock has reached `time`, unless the timer is cancelled before.
    ///
    /// May be called from any thread; `action` runs on the transport's own thread and must not block.
    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer
}

extension UpstreamTransport {
    /// Begins nothing.
    package func begin(
        _ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int
    ) -> UpstreamExchange? { nil }

    /// Has nothing to give up.
    package func cancel(_ exchange: UpstreamExchange) {}
}

/// Who is told of the end of an exchange that was begun.
package protocol UpstreamObserver: AnyObject, Sendable {
    /// The exchange with that tag has ended.
    ///
    /// Called on the transport's thread, from between its own work: it must not block, and begins nothing itself.
    func exchangeEnded(_ tag: Int, _ result: UpstreamResult)
}

/// An exchange in flight, as its transport knows it.
package struct UpstreamExchange: Sendable {
    /// What the transport finds it by.
    package let identity: any AnyObject & Sendable
    /// Tells it from others with the same identity.
    package let number: UInt64

    /// An exchange.
    package init(identity: any AnyObject & Sendable, number: UInt64) {
        self.identity = identity
        self.number = number
    }
}

/// A transport that is also the executor of the requests it serves, so that a whole composition stays on one thread.
package protocol UpstreamExecutor: UpstreamTransport, TaskExecutor {
    /// Figures about this worker since it was started.
    var statistics: UpstreamStatistics { get }
}

/// What a worker has done since it was started.
package struct UpstreamStatistics: Sendable, Hashable {
    /// Transfers handed to the worker.
    package var transfersStarted = 0
    /// Transfers that went over a connection that was already open.
    package var connectionsReused = 0
    /// Connections opened, those included that were refused: one for each address that was tried.
    package var connectionsOpened = 0
    /// Connections open now, idle ones included.
    package var connectionsOpen = 0
    /// Transfers running now.
    package var transfersRunning = 0

    /// All zero.
    package init() {}
}

/// A timer that was scheduled and may be cancelled.
package struct UpstreamTimer: Sendable {
    private let onCancel: @Sendable () -> Void

    /// A timer that `onCancel` takes out of its queue.
    package init(onCancel: @escaping @Sendable () -> Void) {
        self.onCancel = onCancel
    }

    /// Takes the timer back; without effect when it has fired.
    package func cancel() {
        onCancel()
    }
}
