internal import Synchronization
internal import TuttiUpstream

/// The figures of a worker: written by its thread alone, read by any.
///
/// Each counter is exact; a reader may see two of them a moment apart.
final class TransferCounters: Sendable {
    private let transfersStarted = Atomic<Int>(0)
    private let connectionsReused = Atomic<Int>(0)
    private let connectionsOpened = Atomic<Int>(0)
    private let connectionsOpen = Atomic<Int>(0)
    private let transfersRunning = Atomic<Int>(0)

    var snapshot: UpstreamStatistics {
        var statistics = UpstreamStatistics()
        statistics.transfersStarted = transfersStarted.load(ordering: .relaxed)
        statistics.connectionsReused = connectionsReused.load(ordering: .relaxed)
        statistics.connectionsOpened = connectionsOpened.load(ordering: .relaxed)
        statistics.connectionsOpen = connectionsOpen.load(ordering: .relaxed)
        statistics.transfersRunning = transfersRunning.load(ordering: .relaxed)
        return statistics
    }

    func transferStarted() {
        add(1, to: transfersStarted)
        add(1, to: transfersRunning)
    }

    /// A transfer ended; `reused` is set when it was answered over a connection that was open already.
    func transferEnded(reused: Bool) {
        add(-1, to: transfersRunning)
        if reused { add(1, to: connectionsReused) }
    }

    func socketOpened() {
        add(1, to: connectionsOpened)
        add(1, to: connectionsOpen)
    }

    func socketClosed() { add(-1, to: connectionsOpen) }

    /// A load and a store instead of a locked addition: there is one writer.
    private func add(_ amount: Int, to counter: borrowing Atomic<Int>) {
        counter.store(counter.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }
}
