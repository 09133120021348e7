internal import Synchronization
package import TuttiResilience
package import TuttiUpstream

/// A transport that hands requests on to another one, and records them with their results.
package final class RecordingTransport<Base: UpstreamTransport>: UpstreamTransport {
    private let base: Base
    private let kept = Mutex<[RecordedExchange]>([])

    /// Records what goes through `base`.
    package init(_ base: Base) {
        self.base = base
    }

    /// What went through so far, in the order in which it was asked; what has not ended has no result.
    package var exchanges: [RecordedExchange] { kept.withLock { $0 } }

    package var jitter: Double { base.jitter }

    package var now: MonotonicTime { base.now }

    package nonisolated(nonsending) func send(_ request: UpstreamRequest) async -> UpstreamResult {
        let index = kept.withLock { exchanges in
            exchanges.append(RecordedExchange(request: request))
            return exchanges.count - 1
        }
        let result = await base.send(request)
        kept.withLock { $0[index].result = result }
        return result
    }

    package func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        base.schedule(at: time, action)
    }
}
