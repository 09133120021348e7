internal import Synchronization
internal import TuttiResilience

/// What a client has counted, for all workers.
package final class RedisFigures: Sendable {
    /// What was counted, at one moment.
    package struct Snapshot: Sendable {
        /// The commands that were asked for.
        package var commands: UInt64 = 0
        /// Those of them that failed, by ``RedisFailure/label``, in the order of ``labels``.
        package var failures: [UInt64] = []
        /// How many had an end within each of ``bounds``, and behind the last one.
        package var latencies: [UInt64] = []
        /// All times together, in seconds.
        package var seconds = 0.0
        /// The connections that are open.
        package var connections = 0
    }

    /// The kinds of failures.
    package static let labels = ["unavailable", "resting", "overloaded", "timeout", "lost", "refused"]
    /// The bounds of the histogram, in nanoseconds: 0.25 ms to 25 ms, and 1 s.
    package static let bounds: [Int64] = [
        250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 100_000_000, 1_000_000_000,
    ]

    private let commands = Atomic<UInt64>(0)
    private let failures = InlineArray<6, Atomic<UInt64>> { _ in Atomic(0) }
    private let latencies = InlineArray<10, Atomic<UInt64>> { _ in Atomic(0) }
    private let nanoseconds = Atomic<UInt64>(0)
    private let connections = Atomic<Int>(0)

    init() {}

    /// What has been counted.
    package var snapshot: Snapshot {
        Snapshot(
            commands: commands.load(ordering: .relaxed),
            failures: failures.indices.map { failures[$0].load(ordering: .relaxed) },
            latencies: latencies.indices.map { latencies[$0].load(ordering: .relaxed) },
            seconds: Double(nanoseconds.load(ordering: .relaxed)) / 1e9,
            connections: connections.load(ordering: .relaxed))
    }

    /// A command is asked for.
    func asked() { commands.add(1, ordering: .relaxed) }

    /// One has failed.
    func failed(_ failure: RedisFailure) {
        let place =
            switch failure {
            case .unavailable: 0
            case .resting: 1
            case .overloaded: 2
            case .timeout: 3
            case .lost: 4
            case .refused: 5
            }
        failures[place].add(1, ordering: .relaxed)
    }

    /// One that was sent has ended, one way or the other.
    func ended(after time: TimeSpan) {
        let place = Self.bounds.firstIndex { time.nanoseconds <= $0 } ?? Self.bounds.count
        latencies[place].add(1, ordering: .relaxed)
        nanoseconds.add(UInt64(max(time.nanoseconds, 0)), ordering: .relaxed)
    }

    /// A connection is open.
    func opened() { connections.add(1, ordering: .relaxed) }

    /// One that was open is closed.
    func closed() { connections.subtract(1, ordering: .relaxed) }
}
