internal import NIOCore
internal import TuttiChannels
internal import TuttiEngine
internal import TuttiResilience
internal import TuttiUpstream

/// Opens connections on the thread of one worker, by what reaches services there for requests that are forwarded.
final class WorkerProbe: ConnectionProbe {
    private let worker: Worker

    init(_ worker: Worker) {
        self.worker = worker
    }

    func connect(
        to instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void
    ) {
        worker.eventLoop.execute { [worker] in
            worker.streams.value.reach(instance, within: time, ended: ended)
        }
    }
}
