internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiResilience
internal import TuttiUpstream

/// A request without a body for a service, with its attempts, which no client has to wait for.
///
/// It is on its worker's thread alone, and lives until its end by what it waits for.
final class ServiceRequest: UpstreamStreamObserver {
    private let outgoing: OutgoingRequest
    private let headers: [HTTPField]
    private let streams: any UpstreamStreams
    private let clock: any UpstreamClock
    private let eventLoop: any EventLoop
    /// Nil behind the end.
    private var observer: (any ServiceRequestObserver)?
    private var call: ForwardedCall?
    private var stream: (any UpstreamStream)?
    private var timer: Scheduled<Void>?
    /// What has become of it; complete at the end.
    private(set) var report: CallReport?

    /// A request with these headers of a client, which the route's are put into.
    init(
        _ outgoing: OutgoingRequest, headers: [HTTPField], over streams: any UpstreamStreams,
        clock: any UpstreamClock, eventLoop: any EventLoop, observer: any ServiceRequestObserver
    ) {
        self.outgoing = outgoing
        self.headers = headers
        self.streams = streams
        self.clock = clock
        self.eventLoop = eventLoop
        self.observer = observer
    }

    /// The first attempt; called once.
    func start() {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let call = ForwardedCall(outgoing, by: clock) { [eventLoop] in
            eventLoop.execute { bound.value.permitArrived() }
        }
        self.call = call
        act(call.begin())
    }

    /// Nothing more of the response is wanted for now.
    func pause() { stream?.pause() }

    /// The response is wanted again.
    func resume() { stream?.resume() }

    /// Nobody wants the response any more; the observer hears nothing more.
    func cancel() {
        stream?.cancel()
        call?.giveUp()
        finish()
    }

    private func permitArrived() {
        timer?.cancel()
        if let call { act(call.permitArrived()) }
    }

    private func act(_ action: ForwardedCall.Action) {
        switch action {
        case .send:
            guard let streamed = call?.streamed(headers: headers, body: .none) else {
                let observer = observer
                cancel()
                observer?.failed(ForwardingFailure(UpstreamFailure(.canceled, "there was nothing to send")))
                return
            }
            stream = streams.open(streamed, observer: self)
        case .wait(let until): wait(until: until)
        case .pause(let until):
            stream?.cancel()
            stream = nil
            wait(until: until)
        case .fail(let failure):
            let observer = observer
            finish()
            observer?.failed(failure)
        case .passOn, .none: break
        }
    }

    private func wait(until time: MonotonicTime) {
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(clamping: time.nanoseconds))
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            if let call = self.call { self.act(call.timeIsUp()) }
        }
    }

    private func finish() {
        timer?.cancel()
        timer = nil
        stream = nil
        if let call { report = call.report }
        // They hold this object.
        call = nil
        observer = nil
    }

    func informed(_ head: StreamedResponseHead) {
        observer?.informed(head)
    }

    func responseBegan(_ head: StreamedResponseHead) {
        guard let call else { return }
        let action = call.responseBegan(head, mayRepeat: true)
        guard case .passOn = action else { return act(action) }
        observer?.began(head)
    }

    func bodyArrived(_ bytes: ByteBuffer) {
        observer?.arrived(bytes)
    }

    func responseEnded(trailers: [HTTPField]) {
        call?.responseEnded()
        let observer = observer
        finish()
        observer?.ended(trailers: trailers)
    }

    // It asks for no other protocol.
    func upgraded(_ head: StreamedResponseHead) {}

    func writabilityChanged() {}

    func failed(_ failure: UpstreamFailure) {
        stream = nil
        guard let call else { return }
        act(call.failed(failure, mayRepeat: true, isRequestSent: true))
    }
}
