internal import NIOCore
internal import TuttiResilience

/// What one worker keeps for the connections of one listener, so that no request takes a lock; touched on its event loop alone.
final class ServerLoop {
    /// How long compositions may take at least, after the last connection has closed, to report what their calls came to.
    private static let leastReportTime = TimeSpan.seconds(1)

    /// A drain in progress.
    private struct Drain {
        let onEnd: (Int) -> Void
        /// How many connections were cut off within a request that they had sent.
        var cutOff = 0
        /// Ends the present step when it takes too long.
        var timer: Scheduled<Void>?
        /// Whether all connections have closed, and only reports of cancelled compositions are missing.
        var awaitsReports = false
        /// How long they may take.
        let reportTime: TimeSpan
    }

    let eventLoop: any EventLoop
    /// What takes long, a step in each turn of the event loop.
    let turns: TurnQueue
    /// The files that are open for clients which read slowly.
    var heldFiles = HeldFiles(places: HeldFiles.most)
    /// Renders responses, with the date of this second.
    var renderer = ResponseRenderer()
    /// Makes the heads of responses of HTTP/2.
    var http2Renderer = HTTP2Renderer()
    /// Makes request ids.
    var requestIDs = RequestIDs()
    /// Counts what happened.
    var metrics = LoopMetrics()
    /// Collects lines of the access log; nil when it is switched off.
    var accessLog: AccessLogBuffer?

    /// Whether connections take no more requests.
    private(set) var isDraining = false

    private var connections: [ObjectIdentifier: any ServedConnection] = [:]
    private var lastNumber: UInt64 = 0
    private var drain: Drain?

    /// State for an event loop without connections.
    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        turns = TurnQueue(eventLoop: eventLoop)
    }

    /// The connections open now.
    var open: [any ServedConnection] { Array(connections.values) }

    /// How many connections are open now.
    var openCount: Int { connections.count }

    /// A connection was accepted.
    func opened(_ connection: any ServedConnection) {
        lastNumber &+= 1
        connection.number = lastNumber
        connections[ObjectIdentifier(connection)] = connection
    }

    /// Closes one connection to make room for another: the oldest of those that are not being answered, else the oldest.
    func makeRoom() {
        connections.values.min { one, other in
            one.owesResponse == other.owesResponse ? one.number < other.number : other.owesResponse
        }?.cutOff()
    }

    /// A connection has closed.
    func closed(_ connection: any ServedConnection) {
        connections[ObjectIdentifier(connection)] = nil
        goOnDraining()
    }

    /// A request has ended and is counted.
    func requestEnded() {
        if isDraining { goOnDraining() }
    }

    /// Lets running requests end and closes every connection; those still open after `limit` are cut off.
    ///
    /// Called once. `onEnd` is called with how many connections were cut off within a request that they had sent: once all have
    /// closed and all compositions have reported what their calls came to, those that were cancelled within a second.
    ///
    /// - Parameters:
    ///   - limit: how long requests have.
    ///   - reportTime: how much longer those may take that go on without their clients: calls are undone, and requests with an
    ///     `Idempotency-Key` served to their end.
    ///   - onEnd: is told how many connections were cut off.
    func drain(limit: TimeSpan, reportTime: TimeSpan = .zero, onEnd: @escaping (Int) -> Void) {
        isDraining = true
        drain = Drain(onEnd: onEnd, reportTime: max(Self.leastReportTime, reportTime))
        drain?.timer = schedule(in: limit) { self.cutOff() }
        for connection in open { connection.drain() }
        goOnDraining()
    }

    private func cutOff() {
        drain?.cutOff = open.count(where: \.owesResponse)
        for connection in open { connection.cutOff() }
    }

    private func goOnDraining() {
        guard let present = drain, connections.isEmpty else { return }
        if metrics.running == 0 { return endDrain() }
        guard !present.awaitsReports else { return }
        present.timer?.cancel()
        drain?.awaitsReports = true
        drain?.timer = schedule(in: present.reportTime) { self.endDrain() }
    }

    private func endDrain() {
        guard let ended = drain else { return }
        drain = nil
        ended.timer?.cancel()
        ended.onEnd(ended.cutOff)
    }

    /// Runs an action later; a drain ends at once when the reactor does.
    private func schedule(in time: TimeSpan, _ action: @escaping () -> Void) -> Scheduled<Void> {
        let timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { action() }
        timer.futureResult.assumeIsolated().whenFailure { error in
            if case .shutdown? = error as? EventLoopError { self.endDrain() }
        }
        return timer
    }
}
