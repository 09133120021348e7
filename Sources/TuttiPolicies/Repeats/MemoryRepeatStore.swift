internal import Synchronization
internal import TuttiResilience

/// Responses to requests with an `Idempotency-Key`, in the memory of this instance, for all workers.
package final class MemoryRepeatStore: RepeatStore {
    /// How much is in it.
    package struct Figures: Sendable, Equatable {
        /// The requests, those that are being served included.
        package var count = 0
        /// About how many bytes they take.
        package var bytes = 0
        /// How many responses had to go before their time, for want of room.
        package var evicted = 0
    }

    private let table: Mutex<RepeatTable>

    /// An empty store: see ``RepeatTable``.
    package init(most: Int = 100_000, mostRunning: Int = 10_000, mostBytes: Int = 64 << 20) {
        table = Mutex(RepeatTable(most: most, mostRunning: mostRunning, mostBytes: mostBytes))
    }

    /// How much is in it.
    package var figures: Figures {
        table.withLock { Figures(count: $0.count, bytes: $0.byteCount, evicted: $0.evicted) }
    }

    package func claim(_ request: RepeatedRequest, _ done: @escaping @Sendable (RepeatVerdict) -> Void) {
        done(table.withLock { $0.claim(request, now: SystemClock.secondsSince1970) })
    }

    package func keep(_ response: KeptResponse, as request: RepeatedRequest, for seconds: Int) {
        table.withLock { $0.keep(response, as: request, for: seconds, now: SystemClock.secondsSince1970) }
    }

    package func forget(_ request: RepeatedRequest) {
        table.withLock { $0.forget(request) }
    }
}
