internal import NIOCore
internal import NIOTLS
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiTLS

/// One connection to a server: the last handler of its channel.
///
/// Commands of one turn of the event loop go out together. All of it happens on that event loop.
final class RedisConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What its owner is told.
    enum Event {
        /// The handshake is over.
        case opened
        /// It is closed, or never was open; told once, as the last.
        case ended(RedisOpeningFailure)
        /// The server said something unasked.
        case pushed([RedisValue])
        /// A command was refused in a way that says something about the server.
        case refused(RedisError)
    }

    /// The most replies of one turn: others are to have theirs.
    private static let mostPerTurn = 512

    private enum Stage {
        /// Can transition to: open, closed.
        case opening
        /// Can transition to: closed.
        case open
        case closed
    }

    private let eventLoop: ReactorEventLoop
    private let health: RedisHealth
    private let timeout: TimeSpan
    private let isSecure: Bool
    private let peerName: PeerName?
    private var tell: ((Event) -> Void)?
    private var handshake: RedisHandshake
    private var stage = Stage.opening
    private var context: ChannelHandlerContext?
    private var reader = RedisReader()
    private var pipeline = RedisPipeline()
    private var outgoing = ByteBuffer()
    private var isFlushScheduled = false
    private var isBehind = false
    private var timer: ReactorTimer?
    private var armed = MonotonicTime.distantFuture
    /// Why it ends, once that is known.
    private var reason: RedisOpeningFailure?

    /// A connection that is being opened.
    ///
    /// - Parameters:
    ///   - profile: what is said at its beginning.
    ///   - isSecure: whether a handshake of TLS comes first.
    ///   - peerName: whom the certificate has to be for; nil where it goes by the address.
    ///   - health: what is known of the server.
    ///   - eventLoop: where it is.
    ///   - tell: is told what happens.
    init(
        _ profile: RedisProfile, isSecure: Bool, peerName: PeerName?, health: RedisHealth,
        on eventLoop: ReactorEventLoop,
        tell: @escaping (Event) -> Void
    ) {
        handshake = RedisHandshake(profile)
        timeout = profile.timeout
        self.isSecure = isSecure
        self.peerName = peerName
        self.health = health
        self.eventLoop = eventLoop
        self.tell = tell
    }

    /// Whether RESP3 is spoken, which push messages need.
    var isRESP3: Bool { handshake.isRESP3 }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if stage == .closed { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { greet() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard isSecure, case .handshakeCompleted? = event as? TLSUserEvent else { return }
        do {
            try peerName?.check(context.pipeline.syncOperations)
            greet()
        } catch {
            close(.tls)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(RedisOpeningFailure(connecting: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        close(.closed)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard stage != .closed else { return }
        reader.received(unwrapInboundIn(data))
        pull()
    }

    private func greet() {
        guard stage == .opening else { return }
        handshake.first.write(into: &outgoing)
        flushSoon()
    }
}

/// What its owner does.
extension RedisConnection {
    /// Sends a command whose reply goes to `reply`; at once with a failure if it can't be sent.
    func send(_ command: RedisCommand, probe: CircuitBreaker.Ticket? = nil, reply: @escaping RedisReply) {
        let byteCount = command.byteCount
        if stage != .open { return fail(.unavailable, probe, reply) }
        if pipeline.isBehind { return fail(.resting, probe, reply) }
        guard pipeline.hasRoom(for: byteCount) else { return fail(.overloaded, probe, reply) }
        let now = SystemClock.now
        command.write(into: &outgoing)
        pipeline.sent(
            RedisPipeline.Entry(sent: now, due: now + timeout, byteCount: byteCount, probe: probe, reply: reply))
        flushSoon()
        arm()
    }

    /// Closes the connection; what is under way is lost.
    func close(_ reason: RedisOpeningFailure) {
        guard stage != .closed else { return }
        stage = .closed
        if let timer { eventLoop.reactor.cancel(timer) }
        timer = nil
        context?.close(promise: nil)
        let now = SystemClock.now
        for entry in pipeline.ended() { conclude(entry, .failure(.lost), .unreachable, now: now) }
        let tell = tell
        self.tell = nil
        tell?(.ended(reason))
    }

    private func fail(_ failure: RedisFailure, _ probe: CircuitBreaker.Ticket?, _ reply: RedisReply) {
        if let probe { health.probeEnded(probe, .ignored) }
        health.figures.failed(failure)
        reply(.failure(failure))
    }

    /// A command has ended: its probe, its figures, and who has asked.
    private func conclude(
        _ entry: RedisPipeline.Entry, _ result: Result<RedisValue, RedisFailure>, _ vote: CircuitBreaker.CallResult,
        now: MonotonicTime
    ) {
        if let probe = entry.probe { health.probeEnded(probe, vote) }
        guard let reply = entry.reply else { return }
        if case .failure(let failure) = result { health.figures.failed(failure) }
        health.figures.ended(after: now - entry.sent)
        reply(result)
    }
}

/// Replies.
extension RedisConnection {
    private func pull() {
        guard !isBehind else { return }
        var vote = BreakerVote()
        var count = 0
        let now = SystemClock.now
        do throws(RedisDefect) {
            while stage != .closed, let value = try reader.next() {
                try received(value, &vote, now: now)
                count += 1
                if count == Self.mostPerTurn { goOnInTheNextTurn(); break }
            }
        } catch {
            close(.nonsense(error))
        }
        health.voted(vote, now: now)
    }

    private func goOnInTheNextTurn() {
        isBehind = true
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.execute {
            connection.value.isBehind = false
            connection.value.pull()
        }
    }

    private func received(
        _ value: RedisValue, _ vote: inout BreakerVote, now: MonotonicTime
    ) throws(RedisDefect) {
        if case .push(let elements) = value {
            if stage == .open { tell?(.pushed(elements)) }
            return
        }
        guard stage == .open else { return opening(value) }
        guard let entry = pipeline.answered() else { throw .unasked }
        // One that was given up has had its vote.
        let counts = entry.reply != nil
        guard case .error(let error) = value else {
            if counts { vote.add(.succeeded) }
            return conclude(entry, .success(value), .succeeded, now: now)
        }
        let result: CircuitBreaker.CallResult = error.saysServerIsUnfit ? .failed : .succeeded
        if counts { vote.add(result) }
        conclude(entry, .failure(.refused(error)), result, now: now)
        tell?(.refused(error))
    }

    private func opening(_ value: RedisValue) {
        switch handshake.received(value) {
        case .wait: break
        case .failed(let failure): close(failure)
        case .send(let commands):
            for command in commands { command.write(into: &outgoing) }
            flushSoon()
        case .ready:
            stage = .open
            tell?(.opened)
        }
    }
}

/// Writing, and time.
extension RedisConnection {
    private func flushSoon() {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.execute { connection.value.flush() }
    }

    private func flush() {
        isFlushScheduled = false
        guard outgoing.readableBytes > 0, stage != .closed else { return }
        let bytes = outgoing
        outgoing = ByteBuffer()
        context?.writeAndFlush(NIOAny(bytes), promise: nil)
    }

    /// Has a timer fire when the first command is due, or before; it looks again then.
    private func arm() {
        guard stage != .closed, let due = pipeline.nextDue, due < armed else { return }
        if let timer { eventLoop.reactor.cancel(timer) }
        armed = due
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        timer = eventLoop.reactor.schedule(
            at: due, { connection.value.timePassed() }, onEnd: { connection.value.close(.closed) })
    }

    private func timePassed() {
        timer = nil
        armed = .distantFuture
        let now = SystemClock.now
        var vote = BreakerVote()
        for entry in pipeline.giveUp(now: now) {
            vote.add(.silent)
            conclude(entry, .failure(.timeout), .silent, now: now)
        }
        health.voted(vote, now: now)
        if pipeline.isStuck(now: now) { return close(.stuck) }
        arm()
    }
}

extension RedisError {
    /// Whether it says that the server can do nothing at the moment, whatever it is asked.
    fileprivate var saysServerIsUnfit: Bool { ["LOADING", "MASTERDOWN", "CLUSTERDOWN", "BUSY"].contains(code) }
}
