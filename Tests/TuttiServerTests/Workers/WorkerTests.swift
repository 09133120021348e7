import NIOCore
import Synchronization
import Testing
import TuttiReactor
import TuttiResilience
import TuttiUpstream

@testable import TuttiServer

/// What a worker still does when its clients have gone.
@Suite struct WorkerTests {
    /// Streams whose services take a byte whenever they are asked about it.
    private final class SlowStreams: UpstreamStreams {
        private let waiting: Atomic<Int>

        init(_ bytes: Int) { waiting = Atomic(bytes) }

        func open(_ request: StreamedRequest, observer: any UpstreamStreamObserver) -> any UpstreamStream {
            TestStreams().open(request, observer: observer)
        }
        func reach(
            _ instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void
        ) {}
        var connections: (all: Int, idle: Int) { (0, 0) }
        func closeIdle() {}
        var unsent: Int { max(0, waiting.subtract(1, ordering: .relaxed).newValue) }
    }

    @Test(arguments: [(3, 600, 0), (1_000_000, 0, 1)])
    func servicesGetWhatWasSentToThem(bytes: Int, seconds: Int64, isLeft: Int) async throws {
        let reactor = try Reactor()
        try reactor.start(name: "worker")
        let worker = Worker(transport: TestTransport(), reactor: reactor) { _ in SlowStreams(bytes) }
        await worker.finishStreams(until: SystemClock.now + .seconds(seconds))
        #expect(try await worker.run { min(worker.streams.value.unsent, 1) } == isLeft)
        await reactor.shutDown()
    }
}
