internal import NIOCore
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience

/// The connection of one worker to one server: opened at the start and again whenever it is lost, after pauses of up to two seconds.
final class RedisLink {
    /// Finds out where the server is, each time before a connection is opened.
    typealias Search = (_ found: @escaping (Result<RedisAddress, RedisOpeningFailure>) -> Void) -> Void

    private enum State {
        /// Can transition to: searching.
        case idle
        /// Can transition to: opening, pausing, stopped.
        case searching
        /// Can transition to: open, pausing, stopped.
        case opening(RedisAttempt)
        /// Can transition to: pausing, stopped.
        case open(RedisConnection, RedisAttempt)
        /// Can transition to: searching, stopped.
        case pausing(ReactorTimer)
        case stopped
    }

    /// 200 ms, 400 ms, … 2 s at most, of which a random share is waited.
    private static let backoff = Backoff(base: .milliseconds(200))

    let health: RedisHealth
    private let dialer: RedisDialer
    private let profile: RedisProfile
    private let worker: Int
    private let search: Search
    private let subscribers: () -> [any RedisSubscriber]
    /// Who has heard that the connection began.
    private var listening: [any RedisSubscriber] = []
    private var state = State.idle
    private var failures = 0
    /// When the present connection was opened.
    private var openSince = MonotonicTime.zero
    /// How many attempts there were: what a former one says late is passed over.
    private var turn = 0

    /// A link that is to be started.
    init(
        dialer: RedisDialer, as profile: RedisProfile, health: RedisHealth, worker: Int,
        subscribers: @escaping () -> [any RedisSubscriber], search: @escaping Search
    ) {
        self.dialer = dialer
        self.profile = profile
        self.health = health
        self.worker = worker
        self.subscribers = subscribers
        self.search = search
    }

    /// Whether commands can be sent.
    var isOpen: Bool { connection != nil }

    private var connection: RedisConnection? {
        if case .open(let connection, _) = state { connection } else { nil }
    }

    /// Begins to connect.
    func start() {
        guard case .idle = state else { return }
        find()
    }

    /// Closes the connection for good.
    func stop() {
        let former = state
        state = .stopped
        switch former {
        case .opening(let attempt): attempt.cancel()
        case .open(let connection, let attempt):
            attempt.cancel()
            connection.close(.closed)
            ended(nil)
        case .pausing(let timer): dialer.eventLoop.reactor.cancel(timer)
        case .idle, .searching, .stopped: break
        }
    }

    /// Sends a command, or fails at once.
    func send(_ command: RedisCommand, reply: @escaping RedisReply) {
        guard let connection else { return fail(.unavailable, reply) }
        let admission = health.admit(now: SystemClock.now)
        guard admission.isAdmitted else { return fail(.resting, reply) }
        connection.send(command, probe: admission.probe, reply: reply)
    }

    /// Closes the connection, and looks anew for where the server is.
    func lookAgain() {
        connection?.close(.notPrimary)
    }

    /// A subscriber has come while the connection is open.
    func subscribe(_ subscriber: any RedisSubscriber) {
        if let connection { listen(subscriber, on: connection) }
    }

    /// A subscriber has gone.
    func unsubscribe(_ subscriber: any RedisSubscriber) {
        listening.removeAll { $0 === subscriber }
    }

    private func fail(_ failure: RedisFailure, _ reply: RedisReply) {
        health.figures.failed(failure)
        reply(.failure(failure))
    }
}

/// Connecting.
extension RedisLink {
    private func find() {
        state = .searching
        turn += 1
        let turn = turn
        search { [weak self] found in
            guard let self, self.turn == turn, case .searching = self.state else { return }
            switch found {
            case .failure(let reason): self.pause(reason)
            case .success(let address): self.open(address, turn)
            }
        }
    }

    private func open(_ address: RedisAddress, _ turn: Int) {
        let attempt = dialer.open(address, as: profile, health: health) { [weak self] connection, event in
            guard let self, self.turn == turn else { return }
            self.happened(event, on: connection)
        }
        // It may have failed already.
        if case .searching = state { state = .opening(attempt) }
    }

    private func happened(_ event: RedisConnection.Event, on connection: RedisConnection) {
        switch (event, state) {
        case (.opened, .opening(let attempt)):
            state = .open(connection, attempt)
            health.connected()
            openSince = SystemClock.now
            for subscriber in subscribers() { listen(subscriber, on: connection) }
        case (.ended(let reason), .open):
            ended(reason)
            // One that did not last is no reason to hurry.
            if SystemClock.now - openSince > RedisDialer.patience { failures = 0 }
            pause(reason)
        case (.ended(let reason), .opening), (.ended(let reason), .searching): pause(reason)
        case (.pushed(let elements), .open):
            for subscriber in listening { subscriber.redis(.pushed(elements), worker: worker) }
        case (.refused(let error), .open):
            health.refused(error)
            // What was the primary when we asked is a replica now.
            if error.code == "READONLY", profile.mustBePrimary { lookAgain() }
        default: break
        }
    }

    private func ended(_ reason: RedisOpeningFailure?) {
        health.disconnected(reason)
        let former = listening
        listening = []
        for subscriber in former { subscriber.redis(.ended, worker: worker) }
    }

    private func pause(_ reason: RedisOpeningFailure) {
        guard !isStopped else { return }
        health.failedToConnect(reason)
        failures += 1
        let pause = Self.backoff.delay(after: failures, fraction: .random(in: 0.25...1))
        let link = NIOLoopBound(self, eventLoop: dialer.eventLoop)
        state = .pausing(
            dialer.eventLoop.reactor.schedule(at: SystemClock.now + pause, { link.value.goOn() }, onEnd: {}))
    }

    private var isStopped: Bool {
        if case .stopped = state { true } else { false }
    }

    private func goOn() {
        if case .pausing = state { find() }
    }

    private func listen(_ subscriber: any RedisSubscriber, on connection: RedisConnection) {
        guard connection.isRESP3 else { return subscriber.redis(.unsupported, worker: worker) }
        let commands = subscriber.commands
        let link = NIOLoopBound(self, eventLoop: dialer.eventLoop)
        let bound = NIOLoopBound(connection, eventLoop: dialer.eventLoop)
        for (index, command) in commands.enumerated() {
            let isLast = index == commands.count - 1
            connection.send(command) { result in
                if case .failure = result { return bound.value.close(.refused(code: "ERR")) }
                if isLast { link.value.listens(subscriber, on: bound.value) }
            }
        }
        if commands.isEmpty { listens(subscriber, on: connection) }
    }

    private func listens(_ subscriber: any RedisSubscriber, on connection: RedisConnection) {
        guard self.connection === connection, subscribers().contains(where: { $0 === subscriber }) else { return }
        listening.append(subscriber)
        subscriber.redis(.began, worker: worker)
    }
}
