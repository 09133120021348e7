internal import Synchronization

/// How many requests run, on all workers and over reloads: counted only where `load` bounds them.
final class RunningRequests: Sendable {
    private let count = Atomic<Int>(0)

    /// How many there are now.
    var now: Int { count.load(ordering: .relaxed) }

    /// One more runs, unless `isRefused` says no to how many there are.
    func begin(unless isRefused: (Int) -> Bool) -> Bool {
        var running = count.load(ordering: .relaxed)
        while true {
            if isRefused(running) { return false }
            let (exchanged, original) = count.compareExchange(
                expected: running, desired: running + 1, ordering: .relaxed)
            if exchanged { return true }
            running = original
        }
    }

    /// One has ended.
    func end() {
        count.subtract(1, ordering: .relaxed)
    }
}
