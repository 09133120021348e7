internal import NIOCore
internal import NIOSSL
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiTLS

/// One attempt to open a connection to a server, until the first words are said or it is given up.
final class RedisAttempt {
    private let address: RedisAddress
    private let profile: RedisProfile
    private let health: RedisHealth
    private let dialer: RedisDialer
    private let tls: ClientTLS?
    private let until = SystemClock.now + RedisDialer.patience
    private var tell: ((RedisConnection, RedisConnection.Event) -> Void)?
    private var left: ArraySlice<SocketAddress> = []
    private var connection: RedisConnection?
    private var timer: ReactorTimer?
    /// How many addresses were tried: what a former one says late is passed over.
    private var turn = 0

    init(
        to address: RedisAddress, as profile: RedisProfile, health: RedisHealth, dialer: RedisDialer, tls: ClientTLS?,
        tell: @escaping (RedisConnection, RedisConnection.Event) -> Void
    ) {
        self.address = address
        self.profile = profile
        self.health = health
        self.dialer = dialer
        self.tls = tls
        self.tell = tell
    }

    private var eventLoop: ReactorEventLoop { dialer.eventLoop }

    /// Begins; on the event loop.
    func start() {
        let attempt = NIOLoopBound(self, eventLoop: eventLoop)
        timer = eventLoop.reactor.schedule(
            at: until, { attempt.value.failed(.timeout) }, onEnd: { attempt.value.failed(.closed) })
        dialer.addresses(of: address) { addresses in
            guard !addresses.isEmpty else { return self.failed(.unknownName) }
            self.left = addresses[...]
            self.connect()
        }
    }

    /// Gives it up; nobody is told anything more.
    func cancel() {
        tell = nil
        finish()
        connection?.close(.closed)
    }

    private func connect() {
        guard tell != nil, let next = left.popFirst() else { return }
        turn += 1
        let share = max((until - SystemClock.now).nanoseconds / Int64(left.count + 1), 1)
        do {
            let handlers = try makeHandlers()
            SocketChannel.connect(to: next, on: eventLoop, timeout: .nanoseconds(share)) { channel in
                let (tls, connection) = handlers.value
                if let tls { try channel.pipeline.syncOperations.addHandler(tls) }
                try channel.pipeline.syncOperations.addHandler(connection)
            }.assumeIsolated().whenFailure { [turn] in
                if turn == self.turn { self.addressFailed(RedisOpeningFailure(connecting: $0)) }
            }
        } catch {
            failed(RedisOpeningFailure(connecting: error))
        }
    }

    private func makeHandlers() throws -> NIOLoopBound<(NIOSSLClientHandler?, RedisConnection)> {
        var handler: NIOSSLClientHandler?
        var name: PeerName?
        if let tls, case .host(let host, _) = address {
            (handler, name) = try tls.handler(tls.read().get(), host: host)
        }
        let made = RedisConnection(
            profile, isSecure: handler != nil, peerName: name, health: health, on: eventLoop
        ) { [weak self, turn] event in self?.happened(event, turn) }
        connection = made
        return NIOLoopBound((handler, made), eventLoop: eventLoop)
    }

    private func happened(_ event: RedisConnection.Event, _ turn: Int) {
        guard turn == self.turn, let connection, let tell else { return }
        switch event {
        case .opened: finish()
        case .ended(let reason) where timer != nil: return addressFailed(reason)
        case .ended:
            self.tell = nil
            self.connection = nil
        case .pushed, .refused: break
        }
        tell(connection, event)
    }

    private func addressFailed(_ reason: RedisOpeningFailure) {
        guard timer != nil else { return }
        guard left.isEmpty else { return connect() }
        failed(reason)
    }

    private func failed(_ reason: RedisOpeningFailure) {
        guard timer != nil else { return }
        finish()
        let (told, former) = (tell, connection)
        tell = nil
        connection = nil
        let unopened =
            former ?? RedisConnection(profile, isSecure: false, peerName: nil, health: health, on: eventLoop) { _ in }
        unopened.close(reason)
        told?(unopened, .ended(reason))
    }

    private func finish() {
        if let timer { eventLoop.reactor.cancel(timer) }
        timer = nil
    }
}
