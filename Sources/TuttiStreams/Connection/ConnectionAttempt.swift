internal import NIOCore
internal import NIOSSL
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiUpstream

/// Opens a connection to an instance: its name or that of its proxy, then one address after another, the proxy's tunnel, and TLS.
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
    private var addresses: ArraySlice<SocketAddress> = []
    private var connection: StreamConnection?
    private var timer: ReactorTimer?
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
                self.addresses = addresses[...]
                self.connect()
            }
        }
    }

    /// Connects to the next address.
    private func connect() {
        guard done != nil, let address = addresses.popFirst() else { return }
        let left = until - SystemClock.now
        // Each address has its share of what is left, so that one that does not answer leaves time for the others.
        let share = max(left.nanoseconds / Int64(addresses.count + 1), 1)
        do {
            let handlers = try makeHandlers()
            SocketChannel.connect(
                to: address, on: network.eventLoop, timeout: .nanoseconds(share), ceiling: network.descriptorCeiling
            ) { channel in
                let (tunnel, tls, connection) = handlers.value
                channel.readsWhenAskedAlone = true
                if tls == nil { channel.mostReadBytes = Self.mostReadBytes }
                if let tunnel { try channel.pipeline.syncOperations.addHandler(tunnel) }
                if let tls { try channel.pipeline.syncOperations.addHandler(tls) }
                try channel.pipeline.syncOperations.addHandler(connection)
            }.assumeIsolated().whenFailure { self.failed($0) }
        } catch {
            failed(error)
        }
    }

    private func makeHandlers() throws -> NIOLoopBound<
        (ProxyTunnel?, NIOSSLClientHandler?, StreamConnection)
    > {
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
                self.failed(error)
            } else if self.done == nil {
                connection.abandon()
            } else {
                self.end(.opened(connection))
            }
        }
        self.connection = connection
        return NIOLoopBound((tunnel, tls, connection), eventLoop: network.eventLoop)
    }

    /// An address has not led to a connection.
    private func failed(_ error: any Error) {
        guard done != nil else { return }
        connection = nil
        guard addresses.isEmpty else { return connect() }
        end(.failed(UpstreamFailure(connecting: error, to: origin)))
    }

    private func timeIsOver() {
        end(.failed(UpstreamFailure(.timeout, "connecting to \(origin) took too long", phase: .connecting)))
    }

    private func end(_ outcome: Outcome) {
        guard let done else { return }
        self.done = nil
        if let timer { network.eventLoop.reactor.cancel(timer) }
        let connection = connection
        self.connection = nil
        if case .failed = outcome { connection?.abandon() }
        done(outcome)
    }
}
