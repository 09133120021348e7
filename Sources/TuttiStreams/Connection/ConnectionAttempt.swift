internal import NIOCore
internal import NIOSSL
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiTLS
internal import TuttiUpstream

/// Opens a connection to an instance: its name or that of its proxy, then its addresses, the proxy's tunnel, and TLS.
///
/// Addresses are tried as ``AddressRace`` says, each a little after the one before. The first one to which there is a connection of TCP
/// is the one, and the others are given up; only when it fails all the same, those that were not tried yet get their turn.
///
/// It ends by itself: when there is a connection, when no address is left, or when its time is over.
final class ConnectionAttempt {
    /// What comes of it.
    enum Outcome {
        case opened(StreamConnection)
        case failed(UpstreamFailure)
    }

    /// The most bytes of one read in the clear: what a route has read and its client has not is this and 64 KiB at most.
    ///
    /// Over TLS reads stay short, because the buffers that records are decrypted into never get smaller.
    private static let mostReadBytes = 128 << 10

    private let instance: UpstreamInstance
    private let tls: ClientTLS
    private let number: Int
    private let until: MonotonicTime
    private let network: StreamNetwork
    private unowned let owner: InstanceConnections
    private var done: ((Outcome) -> Void)?
    private var addresses = AddressRace([])
    /// The connections that are being opened.
    private var underWay: [StreamConnection] = []
    /// Whether there is a connection of TCP: then it is the only one.
    private var isReached = false
    private var timer: ReactorTimer?
    /// When the next address is tried.
    private var next: ReactorTimer?
    /// The settings of TLS, where it is used.
    private var context: Result<NIOSSLContext, any Error>?

    /// An attempt that is to be started.
    ///
    /// - Parameters:
    ///   - instance: where to.
    ///   - tls: how, where it is over TLS.
    ///   - number: the number by which the pool knows the connection.
    ///   - until: when it is given up.
    ///   - network: what names are known by.
    ///   - owner: whose connection it will be.
    ///   - done: called once.
    init(
        to instance: UpstreamInstance, tls: ClientTLS, number: Int, until: MonotonicTime, network: StreamNetwork,
        owner: InstanceConnections, done: @escaping (Outcome) -> Void
    ) {
        self.instance = instance
        self.tls = tls
        self.number = number
        self.until = until
        self.network = network
        self.owner = owner
        self.done = done
    }

    private var origin: UpstreamOrigin { instance.origin }

    /// Begins.
    func start() {
        let attempt = NIOLoopBound(self, eventLoop: network.eventLoop)
        let stopped = UpstreamFailure(.canceled, "the server is shutting down", phase: .connecting)
        timer = network.eventLoop.reactor.schedule(
            at: until, { attempt.value.timeIsOver() }, onEnd: { attempt.value.end(.failed(stopped)) })
        context = tls.context
        guard origin.scheme == .https, context == nil else { return findAddresses() }
        network.names.elsewhere({ [tls] in tls.read() }) {
            // They have been read, so this takes no time.
            self.context = self.tls.read()
            self.findAddresses()
        }
    }

    private func findAddresses() {
        network.names.addresses(of: instance) { found in
            switch found {
            case .failed(let failure): self.end(.failed(failure))
            case .addresses(let addresses):
                self.addresses = AddressRace(addresses)
                self.connect()
            }
        }
    }

    /// Connects to the next address.
    private func connect() {
        cancelNext()
        guard done != nil, !isReached, let address = addresses.next() else { return }
        do {
            let (connection, handlers) = try makeHandlers()
            underWay.append(connection)
            scheduleNext()
            let future = SocketChannel.connect(
                to: address, on: network.eventLoop, ceiling: network.descriptorCeiling
            ) { channel in
                let (tunnel, tls, connection) = handlers.value
                channel.readsWhenAskedAlone = true
                if tls == nil { channel.mostReadBytes = Self.mostReadBytes }
                if let tunnel { try channel.pipeline.syncOperations.addHandler(tunnel) }
                if let tls { try channel.pipeline.syncOperations.addHandler(tls) }
                try channel.pipeline.syncOperations.addHandler(connection)
            }.assumeIsolated()
            future.whenSuccess { _ in self.reached(connection) }
            future.whenFailure { self.failed(connection, $0) }
        } catch {
            failed(nil, error)
        }
    }

    private func scheduleNext() {
        guard !addresses.isOver else { return }
        let (now, attempt) = (SystemClock.now, NIOLoopBound(self, eventLoop: network.eventLoop))
        next = network.eventLoop.reactor.schedule(
            at: now + addresses.headStart(until: until, now: now), { attempt.value.connect() }, onEnd: {})
    }

    private func cancelNext() {
        if let next { network.eventLoop.reactor.cancel(next) }
        next = nil
    }

    private func makeHandlers() throws -> (
        StreamConnection, NIOLoopBound<(ProxyTunnel?, NIOSSLClientHandler?, StreamConnection)>
    ) {
        let tunnel = (origin.socketPath == nil ? instance.connection.proxy : nil).map {
            ProxyTunnel(to: instance.address ?? origin.host, port: origin.port, credentials: $0.credentials)
        }
        var tls: NIOSSLClientHandler?
        var peerName: PeerName?
        if origin.scheme == .https {
            guard let context else { throw ChannelError.inappropriateOperationForState }
            let (handler, name) = try self.tls.handler(context.get(), host: origin.host)
            (tls, peerName) = (handler, name)
        }
        let connection = StreamConnection(number: number, owner: owner, isSecure: tls != nil, peerName: peerName) {
            connection, error in
            if let error {
                self.failed(connection, error)
            } else if self.isUnderWay(connection) {
                self.end(.opened(connection))
            } else {
                connection.abandon()
            }
        }
        return (connection, NIOLoopBound((tunnel, tls, connection), eventLoop: network.eventLoop))
    }

    private func isUnderWay(_ connection: StreamConnection) -> Bool {
        done != nil && underWay.contains { $0 === connection }
    }

    /// There is a connection of TCP.
    private func reached(_ connection: StreamConnection) {
        guard isUnderWay(connection) else { return }
        isReached = true
        cancelNext()
        giveUp(allBut: connection)
        underWay = [connection]
    }

    /// An address has not led to a connection; nil for one that could not be tried.
    private func failed(_ connection: StreamConnection?, _ error: any Error) {
        guard done != nil else { return }
        if let connection {
            // It may say so twice, or was given up.
            guard isUnderWay(connection) else { return }
            underWay.removeAll { $0 === connection }
            isReached = false
        }
        if !addresses.isOver { return connect() }
        if underWay.isEmpty { end(.failed(UpstreamFailure(connecting: error, to: origin))) }
    }

    private func giveUp(allBut connection: StreamConnection?) {
        let others = underWay.filter { $0 !== connection }
        // Before they say that they have ended.
        underWay = []
        for other in others { other.abandon() }
    }

    private func timeIsOver() {
        end(.failed(UpstreamFailure(.timeout, "connecting to \(origin) took too long", phase: .connecting)))
    }

    private func end(_ outcome: Outcome) {
        guard let done else { return }
        self.done = nil
        if let timer { network.eventLoop.reactor.cancel(timer) }
        cancelNext()
        if case .opened(let connection) = outcome { giveUp(allBut: connection) } else { giveUp(allBut: nil) }
        done(outcome)
    }
}
