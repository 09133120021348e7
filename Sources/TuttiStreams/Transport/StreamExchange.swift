internal import HTTPTypes
internal import NIOCore
internal import TuttiChannels
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiUpstream

/// One exchange, from the moment it is asked for to its end: finds a connection, keeps time, and sends again what may be sent again.
final class StreamExchange: UpstreamStream {
    /// The most bytes of a body that is there as a whole and may be sent again.
    static let mostRepeatedBytes = 64 << 10

    /// What is sent.
    let request: StreamedRequest

    private let instance: InstanceConnections
    private let network: StreamNetwork
    /// Who is told; nil once the exchange is over.
    private var observer: (any UpstreamStreamObserver)?
    private var connection: StreamConnection?
    /// The number under which a connection is looked for.
    private var search: Int?
    private(set) var isPaused = false

    /// What the caller has sent before there was a connection.
    private var held: [ByteBuffer] = []
    /// The trailers with which the caller has ended the request; kept, because the request may be sent again.
    private var trailers: [HTTPField]?
    /// Whether bytes of a body that arrives were handed to a connection.
    private var hasSent = false
    private var isRepeated = false
    /// Whether the service sends nothing more through the tunnel.
    private var isServiceDone = false

    private var clock: ExchangeClock
    private var timer: ReactorTimer?
    private var armed = MonotonicTime.distantFuture

    init(
        _ request: StreamedRequest, over instance: InstanceConnections, network: StreamNetwork,
        observer: any UpstreamStreamObserver
    ) {
        self.request = request
        self.instance = instance
        self.network = network
        self.observer = observer
        clock = ExchangeClock(times: request.times, now: SystemClock.now)
    }

    /// When a connection is no longer waited for.
    var connectDue: MonotonicTime { clock.phase == .connecting ? clock.due : SystemClock.now }

    /// Looks for a connection; called once, not from within ``UpstreamStreams/open(_:observer:)``.
    func start() {
        guard observer != nil else { return }
        guard RequestWriter.isWritable(request) else {
            return fail(
                UpstreamFailure(
                    .connect, "the request for \(request.origin) can't be written", phase: .connecting))
        }
        arm()
        findConnection(isFresh: false)
    }

    private func findConnection(isFresh: Bool) {
        let number = instance.connection(for: self, isFresh: isFresh)
        // A connection may have been there at once.
        if connection == nil, observer != nil { search = number }
    }

    /// There is a connection.
    func connected(_ connection: StreamConnection) {
        search = nil
        guard observer != nil else { return instance.released(connection) }
        self.connection = connection
        enter(.sending)
        do throws(RequestDefect) {
            try connection.begin(self)
            hasSent = !held.isEmpty
            for bytes in held { try connection.send(bytes) }
            held = []
            if let trailers { try connection.end(trailers: trailers) }
        } catch {
            return fail(error.failure)
        }
        connection.flush()
        requestMoved()
        if self.connection != nil, connection.isWritable { observer?.writabilityChanged() }
    }
}

/// What the caller does.
extension StreamExchange {
    var isWritable: Bool { connection?.isWritable ?? false }

    func write(_ bytes: ByteBuffer) {
        guard observer != nil, bytes.readableBytes > 0 else { return }
        guard let connection else { return held.append(bytes) }
        hasSent = true
        do throws(RequestDefect) {
            try connection.send(bytes)
        } catch {
            return fail(error.failure)
        }
        connection.flush()
        requestMoved()
    }

    func end(trailers: [HTTPField]) {
        guard observer != nil else { return }
        self.trailers = trailers
        guard let connection else { return }
        do throws(RequestDefect) {
            try connection.end(trailers: trailers)
        } catch {
            return fail(error.failure)
        }
        connection.flush()
        requestMoved()
    }

    func pause() {
        setPaused(true)
    }

    func resume() {
        setPaused(false)
    }

    func cancel() {
        _ = takeObserver()
    }

    private func setPaused(_ isPaused: Bool) {
        guard observer != nil, self.isPaused != isPaused else { return }
        self.isPaused = isPaused
        clock.setPaused(isPaused, now: SystemClock.now)
        arm()
        if !isPaused { connection?.resume() }
    }
}

/// What the connection says.
extension StreamExchange {
    func informed(_ head: StreamedResponseHead) {
        observer?.informed(head)
    }

    func began(_ head: StreamedResponseHead) {
        enter(.receiving)
        observer?.responseBegan(head)
    }

    func upgraded(_ head: StreamedResponseHead) {
        enter(.tunnel)
        observer?.upgraded(head)
    }

    func bodyArrived(_ bytes: ByteBuffer) {
        observer?.bodyArrived(bytes)
    }

    func writabilityChanged() {
        observer?.writabilityChanged()
    }

    /// A byte has gone through, in whichever direction.
    func moved() {
        clock.moved(now: SystemClock.now)
    }

    /// The response is complete.
    func ended(_ trailers: [HTTPField]) {
        connection = nil
        takeObserver()?.responseEnded(trailers: trailers)
    }

    /// The service has closed its side of the tunnel; the other one lasts until the caller has ended it.
    func serviceClosed() {
        isServiceDone = true
        observer?.responseEnded(trailers: [])
    }

    /// The connection of a tunnel whose end was told is closed.
    func tunnelClosed() {
        connection = nil
        guard !isServiceDone || trailers == nil else {
            _ = takeObserver()
            return
        }
        fail(UpstreamFailure(.reset, "\(request.origin) closed the connection before the end of what was sent"))
    }

    /// The connection has no complete response to give.
    func broke(_ defect: ResponseDefect, isReused: Bool) {
        connection = nil
        guard defect == .unanswered, isReused, mayBeRepeated else {
            return fail(defect.failure(of: request.origin))
        }
        isRepeated = true
        enter(.connecting)
        findConnection(isFresh: true)
    }

    /// Ends the exchange without a complete response.
    func fail(_ failure: UpstreamFailure) {
        var failure = failure
        // What was sent once may have been received, though no second connection was there to send it again.
        if isRepeated { failure.phase = .exchanging }
        takeObserver()?.failed(failure)
    }

    /// Whether the request may be sent again, though the service may have seen it: it is idempotent, and all of it is there.
    private var mayBeRepeated: Bool {
        guard !isRepeated, request.isIdempotent else { return false }
        return switch request.body {
        case .none: true
        case .whole(let body): body.readableBytes <= Self.mostRepeatedBytes
        case .arrives: !hasSent
        }
    }
}

/// The end, and time.
extension StreamExchange {
    /// Ends the exchange; returns whom to tell, once.
    private func takeObserver() -> (any UpstreamStreamObserver)? {
        guard let observer else { return nil }
        self.observer = nil
        if let timer { network.eventLoop.reactor.cancel(timer) }
        timer = nil
        held = []
        if let search { instance.gaveUp(search) }
        search = nil
        let abandoned = connection
        connection = nil
        abandoned?.abandon()
        return observer
    }

    private func requestMoved() {
        if clock.phase == .sending, connection?.isRequestSent == true {
            enter(.awaiting)
        } else {
            moved()
        }
    }

    private func enter(_ phase: ExchangeClock.Phase) {
        clock.enter(phase, now: SystemClock.now)
        arm()
    }

    /// Has a timer fire when the clock says, or before; it looks at the clock again then.
    private func arm() {
        guard observer != nil, clock.due < armed else { return }
        if let timer { network.eventLoop.reactor.cancel(timer) }
        armed = clock.due
        let exchange = NIOLoopBound(self, eventLoop: network.eventLoop)
        let stopped = UpstreamFailure(.canceled, "the server is shutting down")
        timer = network.eventLoop.reactor.schedule(
            at: armed, { exchange.value.timePassed() }, onEnd: { exchange.value.fail(stopped) })
    }

    private func timePassed() {
        timer = nil
        armed = .distantFuture
        guard SystemClock.now >= clock.due else { return arm() }
        let origin = request.origin
        switch clock.phase {
        case .connecting:
            fail(UpstreamFailure(.timeout, "connecting to \(origin) took too long", phase: .connecting))
        case .awaiting: fail(UpstreamFailure(.timeout, "\(origin) had not answered when its time was over"))
        case .sending, .receiving, .tunnel:
            fail(UpstreamFailure(.timeout, "no byte went to or came from \(origin) for too long"))
        }
    }
}

extension StreamedRequest {
    /// RFC 9110, 9.2.2.
    fileprivate var isIdempotent: Bool {
        switch method {
        case .get, .head, .options, .trace, .put, .delete: true
        default: false
        }
    }
}
