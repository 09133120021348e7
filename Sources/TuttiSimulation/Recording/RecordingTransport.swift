internal import Synchronization
package import TuttiResilience
package import TuttiUpstream

/// A runtime that hands requests on to another one, and records them with their results.
package final class RecordingTransport<Base: UpstreamRuntime>: UpstreamRuntime {
    /// An exchange, and whom its end is passed on to.
    private struct Entry {
        var exchange: RecordedExchange
        let observer: any UpstreamObserver
        let tag: Int
    }

    private let base: Base
    private let entries = Mutex<[Entry]>([])

    /// Records what goes through `base`.
    package init(_ base: Base) {
        self.base = base
    }

    /// What went through so far, in the order in which it was asked; what has not ended has no result.
    package var exchanges: [RecordedExchange] { entries.withLock { $0.map(\.exchange) } }

    package var jitter: Double { base.jitter }

    package var now: MonotonicTime { base.now }

    package func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange {
        let index = entries.withLock { entries in
            entries.append(Entry(exchange: RecordedExchange(request: request), observer: observer, tag: tag))
            return entries.count - 1
        }
        return base.begin(request, observer: self, tag: index)
    }

    package func cancel(_ exchange: UpstreamExchange) {
        base.cancel(exchange)
    }

    package func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        base.schedule(at: time, action)
    }
}

extension RecordingTransport: UpstreamObserver {
    /// Records the end of the exchange with that index, and passes it on.
    package func exchangeEnded(_ index: Int, _ result: UpstreamResult) {
        let entry = entries.withLock { entries -> Entry? in
            guard entries.indices.contains(index) else { return nil }
            entries[index].exchange.result = result
            return entries[index]
        }
        if let entry { entry.observer.exchangeEnded(entry.tag, result) }
    }
}
