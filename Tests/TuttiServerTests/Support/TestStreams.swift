import HTTPTypes
import NIOCore
import TuttiResilience
import TuttiUpstream

/// Reaches no service: whoever forwards something here waits for ever.
final class TestStreams: UpstreamStreams {
    private final class Silence: UpstreamStream {
        let isWritable = false

        func write(_ bytes: ByteBuffer) {}
        func end(trailers: [HTTPField]) {}
        func pause() {}
        func resume() {}
        func cancel() {}
    }

    func open(_ request: StreamedRequest, observer: any UpstreamStreamObserver) -> any UpstreamStream { Silence() }

    func reach(
        _ instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void
    ) {}

    var connections: (all: Int, idle: Int) { (0, 0) }

    func closeIdle() {}
    var unsent: Int { 0 }
}
