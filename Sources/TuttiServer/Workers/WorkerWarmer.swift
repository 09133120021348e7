internal import HTTPTypes
internal import NIOCore
internal import TuttiChannels
internal import TuttiEngine
internal import TuttiResilience
internal import TuttiUpstream

/// Opens connections of one worker ahead of requests: all requests of one time begin in one turn, so that none finds the connection of
/// another one idle.
final class WorkerWarmer: ConnectionWarmer {
    private let worker: Worker

    init(_ worker: Worker) {
        self.worker = worker
    }

    func warm(by request: UpstreamRequest, count: Int, for uses: ConnectionUses) {
        worker.eventLoop.execute { [worker] in
            if uses.contains(.calls) {
                for _ in 0..<count { _ = worker.transport.begin(request, observer: Unheard.shared, tag: 0) }
            }
            guard uses.contains(.routes) else { return }
            let left = request.deadline - SystemClock.now
            guard left > .zero else { return }
            let streamed = StreamedRequest(
                instance: request.instance, method: .get, target: request.target,
                authority: request.call.headers.first { $0.name.canonicalName == "host" }?.value ?? "",
                headers: request.call.headers,
                times: StreamedRequest.Times(connect: left, response: left, idle: left))
            for _ in 0..<count {
                _ = worker.streams.value.open(streamed, observer: UnheardStream())
            }
        }
    }
}

/// Who wants to know nothing of an exchange.
private final class Unheard: UpstreamObserver {
    static let shared = Unheard()

    func exchangeEnded(_ tag: Int, _ result: UpstreamResult) {}
}

/// The same for an exchange that streams.
private final class UnheardStream: UpstreamStreamObserver {
    func informed(_ head: StreamedResponseHead) {}
    func responseBegan(_ head: StreamedResponseHead) {}
    func bodyArrived(_ bytes: ByteBuffer) {}
    func responseEnded(trailers: [HTTPField]) {}
    func upgraded(_ head: StreamedResponseHead) {}
    func writabilityChanged() {}
    func failed(_ failure: UpstreamFailure) {}
}
