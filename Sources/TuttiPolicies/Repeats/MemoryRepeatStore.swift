internal import Synchronization
internal import TuttiResilience

/// Responses to requests with an `Idempotency-Key`, in the memory of this instance, for all workers.
package final class MemoryRepeatStore: RepeatStore {
    private let table: Mutex<RepeatTable>

    /// An empty store.
    package init(_ bounds: RepeatTable.Bounds = RepeatTable.Bounds()) {
        table = Mutex(RepeatTable(bounds))
    }

    /// How much is in it.
    package var figures: RepeatTable.Figures { table.withLock { $0.figures } }

    package func claim(_ request: RepeatedRequest, _ done: @escaping @Sendable (RepeatVerdict) -> Void) {
        done(table.withLock { $0.claim(request, now: Self.now) })
    }

    package func keep(_ response: KeptResponse, as request: RepeatedRequest, for seconds: Int) {
        table.withLock { $0.keep(response, as: request, for: seconds, now: Self.now) }
    }

    package func forget(_ request: RepeatedRequest) {
        table.withLock { $0.forget(request) }
    }

    /// In seconds that nobody sets back: the wall clock would keep responses too long, or not long enough.
    private static var now: Int { Int(SystemClock.now.nanoseconds / 1_000_000_000) }
}
