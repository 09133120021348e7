import Dispatch
import TuttiResilience
import TuttiUpstream

/// A worker without services: a serial queue that runs the tasks of the listener.
final class TestTransport: UpstreamExecutor {
    private let queue = DispatchQueue(label: "test worker")

    var now: MonotonicTime { SystemClock.now }

    var jitter: Double { 0 }

    var statistics: UpstreamStatistics {
        var statistics = UpstreamStatistics()
        statistics.transfersStarted = 3
        statistics.connectionsReused = 2
        statistics.connectionsOpened = 1
        return statistics
    }

    func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange {
        observer.exchangeEnded(tag, .failure(UpstreamFailure(.connect, "there are no services here")))
        return .ended
    }

    func cancel(_ exchange: UpstreamExchange) {}

    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        UpstreamTimer {}
    }

    /// Runs nothing until ``resume()``.
    func suspend() { queue.suspend() }

    /// Runs what has come meanwhile, and goes on.
    func resume() { queue.resume() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
