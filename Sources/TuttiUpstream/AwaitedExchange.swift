internal import Synchronization

/// An exchange whose end a task waits for.
///
/// It may end before it has a name, and the task may be cancelled before that, or after the end.
final class AwaitedExchange: UpstreamObserver {
    // A checked continuation reports when it is resumed twice, or never; a release build does without its allocation.
    #if DEBUG
        private typealias Continuation = CheckedContinuation<UpstreamResult, Never>
    #else
        private typealias Continuation = UnsafeContinuation<UpstreamResult, Never>
    #endif

    private struct State {
        var continuation: Continuation?
        /// What is canceled when the task is cancelled; nil before the exchange has begun, and after its end.
        var exchange: UpstreamExchange?
        var isGivenUp = false
    }

    private let transport: any UpstreamTransport
    private let state = Mutex(State())

    /// An exchange that has not begun.
    init(over transport: any UpstreamTransport) {
        self.transport = transport
    }

    /// Begins the exchange and waits for its end; called once.
    nonisolated(nonsending) func result(of request: UpstreamRequest) async -> UpstreamResult {
        await withTaskCancellationHandler {
            #if DEBUG
                await withCheckedContinuation { begin(request, $0) }
            #else
                await withUnsafeContinuation { begin(request, $0) }
            #endif
        } onCancel: {
            giveUp()
        }
    }

    func exchangeEnded(_ tag: Int, _ result: UpstreamResult) {
        let continuation = state.withLock { state in
            defer {
                state.continuation = nil
                state.exchange = nil
            }
            return state.continuation
        }
        continuation?.resume(returning: result)
    }

    private func begin(_ request: UpstreamRequest, _ continuation: Continuation) {
        let isTooLate = state.withLock { state in
            if !state.isGivenUp { state.continuation = continuation }
            return state.isGivenUp
        }
        // Nothing is sent for a task that is cancelled already.
        guard !isTooLate else { return continuation.resume(returning: .failure(.callerGaveUp(.connecting))) }
        let exchange = transport.begin(request, observer: self, tag: 0)
        let isGivenUp = state.withLock { state in
            // One that has ended is not kept: it may hold its observer, this object.
            if state.continuation != nil { state.exchange = exchange }
            return state.isGivenUp
        }
        if isGivenUp { transport.cancel(exchange) }
    }

    private func giveUp() {
        let exchange = state.withLock { state in
            state.isGivenUp = true
            return state.exchange
        }
        if let exchange { transport.cancel(exchange) }
    }
}
