internal import NIOCore
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiTLS
internal import TuttiUpstream

/// The connections of one worker to one instance: does what their ``InstancePool`` says.
final class InstanceConnections {
    private let instance: UpstreamInstance
    private let tls: ClientTLS
    private let network: StreamNetwork
    private var pool: InstancePool
    /// Those that are open.
    private var connections: [Int: StreamConnection] = [:]
    /// Those that have no connection yet.
    private var requests: [Int: StreamExchange] = [:]
    private var lastRequest = 0
    /// How many connections were counted last.
    private var counted = 0
    private var timer: ReactorTimer?
    private var armed = MonotonicTime.distantFuture

    /// The connections to an instance, of which there are none yet; `limits` hold where its plan has none.
    init(to instance: UpstreamInstance, tls: ClientTLS, limits: InstancePool.Limits, network: StreamNetwork) {
        self.instance = instance
        self.tls = tls
        self.network = network
        var limits = limits
        if let most = instance.connection.atMost { limits.connections = min(limits.connections, most) }
        limits.idleTime = instance.connection.keepAlive
        limits.lifetime = instance.connection.life
        pool = InstancePool(limits: limits)
    }

    deinit {
        instance.openConnections.add(-counted)
    }

    /// Whether nothing is kept for the instance.
    var isUnused: Bool { pool.connectionCount == 0 && requests.isEmpty }

    /// Adds what there is.
    func add(to figures: inout StreamFigures) {
        figures.connections += pool.connectionCount
        figures.idle += pool.idleCount
        for connection in connections.values {
            figures.unread += connection.unread
            figures.unsent += connection.unsent
        }
    }

    /// Finds a connection for an exchange, which is told by ``StreamExchange/connected(_:)`` or ``StreamExchange/fail(_:)``.
    ///
    /// - Returns: the number of the request, for ``gaveUp(_:)``.
    func connection(for exchange: StreamExchange, isFresh: Bool) -> Int {
        lastRequest += 1
        requests[lastRequest] = exchange
        let number = lastRequest
        perform(pool.request(number, isFresh: isFresh, until: exchange.connectDue, now: SystemClock.now))
        return number
    }

    /// An exchange needs no connection any more.
    func gaveUp(_ request: Int) {
        guard requests.removeValue(forKey: request) != nil else { return }
        pool.gaveUp(request)
    }

    /// The exchange of a connection has ended, and another may begin on it.
    func released(_ connection: StreamConnection) {
        perform(pool.released(connection.number, now: SystemClock.now))
    }

    /// A connection can't be used any more.
    func lost(_ connection: StreamConnection) {
        lost(connection.number)
    }

    /// Closes the connections that nobody uses.
    func shutDown() {
        for connection in connections.values where connection.isFree { connection.close() }
    }

    private func lost(_ connection: Int) {
        connections[connection] = nil
        perform(pool.lost(connection, now: SystemClock.now))
    }

    private func perform(_ actions: [InstancePool.Action]) {
        if pool.connectionCount != counted {
            instance.openConnections.add(pool.connectionCount - counted)
            counted = pool.connectionCount
        }
        for action in actions {
            switch action {
            case .open(let connection, let request): open(connection, for: request)
            case .use(let connection, let request): use(connection, for: request)
            case .close(let connection): connections.removeValue(forKey: connection)?.close()
            case .refuse(let request):
                requests.removeValue(forKey: request)?.fail(
                    UpstreamFailure(.overloaded, "all connections to \(instance.origin) are in use", phase: .connecting)
                )
            }
        }
        arm()
    }

    private func use(_ number: Int, for request: Int) {
        guard let exchange = requests[request] else {
            // It was given up while a connection was found for it.
            return perform(pool.released(number, now: SystemClock.now))
        }
        guard let connection = connections[number], connection.isUsable else {
            connections.removeValue(forKey: number)?.close()
            perform(pool.lost(number, now: SystemClock.now))
            return perform(
                pool.request(request, isFresh: false, until: exchange.connectDue, now: SystemClock.now))
        }
        requests[request] = nil
        exchange.connected(connection)
    }

    private func open(_ number: Int, for request: Int) {
        let until = requests[request]?.connectDue ?? SystemClock.now
        ConnectionAttempt(to: instance, tls: tls, number: number, until: until, network: network, owner: self) {
            outcome in
            switch outcome {
            case .opened(let connection):
                self.connections[number] = connection
                self.use(number, for: request)
            case .failed(let failure):
                let exchange = self.requests.removeValue(forKey: request)
                self.lost(number)
                exchange?.fail(failure)
            }
        }.start()
    }

    /// Has the pool told of the time when it wants to be.
    private func arm() {
        guard let due = pool.nextDue, due < armed else { return }
        if let timer { network.eventLoop.reactor.cancel(timer) }
        armed = due
        let connections = NIOLoopBound(self, eventLoop: network.eventLoop)
        timer = network.eventLoop.reactor.schedule(at: due, { connections.value.timePassed() }, onEnd: {})
    }

    private func timePassed() {
        timer = nil
        armed = .distantFuture
        perform(pool.timePassed(now: SystemClock.now))
    }
}
