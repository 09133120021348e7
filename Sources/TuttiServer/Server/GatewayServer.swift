internal import Glibc
package import Logging
internal import NIOCore
package import TuttiDiscovery
package import TuttiPlan
internal import TuttiEngine
internal import TuttiReactor
internal import TuttiRedis
internal import TuttiResilience
internal import TuttiTLS

/// The listeners of a gateway: requests in, responses out, until it is drained.
package final class GatewayServer: Sendable {
    /// Why a server does not start.
    package struct StartError: Error, CustomStringConvertible {
        /// What is wrong and what to do.
        package var description: String
    }

    /// How it was started.
    package let configuration: ServerConfiguration
    private let log: Logger
    let workers: [Worker]
    private let readiness: Readiness
    private let checks: HealthChecks
    let generations: Generations
    let reloads: Reloads?
    private let gateways: [Listener]
    private let admin: Listener?
    private let clientServers: [ConnectionServer]
    private let adminServers: [ConnectionServer]

    /// Where clients connect: the addresses that are bound, each with the port that the system gave when 0 was asked for.
    package var listenAddresses: [ListenAddress] { gateways.map(\.address) }

    /// Where health, readiness and metrics are served; nil when they are not.
    package var adminAddress: ListenAddress? { admin?.address }

    /// The sockets of all listeners, as a gateway gets them that takes this one's place; they are open until the drain.
    package var sockets: [PassedSockets.Socket] {
        let names = configuration.listeners.map { Self.name(ofListener: $0.address) }
        let admin = admin.map { $0.passed(as: Self.name(ofAdmin: configuration.admin)) }
        return zip(gateways, names).map { $0.passed(as: $1) } + (admin.map { [$0] } ?? [])
    }

    private static func name(ofListener address: ListenAddress) -> String { "listen \(address)" }

    private static func name(ofAdmin address: ListenAddress?) -> String {
        "admin \(address?.description ?? "")"
    }

    /// Opens the listeners.
    ///
    /// - Parameters:
    ///   - answering: what answers requests until the first reload.
    ///   - workers: whose threads serve connections and run requests. Their reactors have to run, and to be shut down after
    ///     ``drain()``.
    ///   - configuration: addresses and bounds.
    ///   - log: for what happens to the server itself.
    ///   - plans: where a reload takes its plan from; without it there are no reloads.
    ///   - passed: sockets that listen already.
    ///   - discovery: what finds the instances of services; it is to be shut down after ``drain(isReplaced:)``.
    /// - Returns: the server, listening.
    /// - Throws: ``StartError`` when an address can't be listened on, or when there is no address or no worker.
    package static func start(
        answering: any RequestHandler, workers: [Worker], configuration: ServerConfiguration, log: Logger,
        plans: (any PlanSource)? = nil, passed: PassedSockets = PassedSockets(),
        discovery: ServiceDiscovery? = nil
    ) async throws -> GatewayServer {
        guard !workers.isEmpty else { throw StartError(description: "A server needs at least one worker.") }
        guard !configuration.listeners.isEmpty else {
            throw StartError(description: "A server needs at least one address to listen on.")
        }
        let server = try await GatewayServer(
            answering: answering, workers: workers, configuration: configuration, log: log, plans: plans,
            passed: passed, discovery: discovery)
        for socket in passed.closeRest() {
            log.warning("the socket \(socket.name) was passed, and no listener is for it: it is closed")
        }
        server.readiness.state = .ready
        return server
    }

    /// Reads the files anew and serves them; requests in flight end on what they began with.
    ///
    /// - Returns: what became of it, once every worker serves the new plan or none does; nil when the server was started without a
    ///   source of plans.
    @discardableResult
    package func reload() async -> ReloadReport? {
        await reloads?.reload()
    }

    /// Ends the server without failing a request that can still be answered. The order matters:
    ///
    /// 1. `/readyz` answers 503, so that load balancers choose other instances, and nothing is reloaded any more;
    /// 2. for `drainDelay` new connections are still served, until every load balancer has noticed;
    /// 3. the listeners close, idle connections close, running requests are answered with `Connection: close`;
    /// 4. after `drainLimit` what still runs is cancelled and its connections are closed; services get what was sent to them until then;
    /// 5. what requests have done that have failed so is undone, in the time that the undos have, and requests with an `Idempotency-Key`
    ///    whose clients have left come to their end;
    /// 6. the access log is written out, the admin listener closes. The reactors are their owner's to end.
    ///
    /// When another process serves on the same sockets already, nobody has to notice anything: there is no delay, and the admin listener
    /// closes first, so that it is the other one that says whether it is ready.
    ///
    /// - Parameter isReplaced: whether another process has taken the listeners' sockets over.
    /// - Returns: How many connections were cut off in step 4; 0, and at once, when the server is being drained already.
    @discardableResult
    package func drain(isReplaced: Bool = false) async -> Int {
        if isReplaced {
            await admin?.close(keepsFile: true)
            _ = await Self.drain(adminServers, limit: .milliseconds(100))
        }
        guard readiness.beginDraining() else { return 0 }
        log.info(isReplaced ? "draining: another process serves now" : "draining: no longer ready")
        generations.close()
        await reloads?.close()
        if configuration.drainDelay > .zero, !isReplaced {
            try? await Task.sleep(for: .nanoseconds(configuration.drainDelay.nanoseconds))
        }
        for gateway in gateways { await gateway.close(keepsFile: isReplaced) }
        log.info("listeners closed; waiting for running requests")

        let limit = configuration.drainLimit
        let end = SystemClock.now + limit
        let cutOff = await Self.drain(
            clientServers, limit: limit, reportTime: generations.longestWithoutClient)
        checks.stop()
        for worker in workers { await worker.finishStreams(until: end) }
        for worker in workers { await worker.closeIdleStreams() }
        generations.current.shared?.client.stop()
        let accessLog = configuration.accessLog
        await accessLog?.flush()
        if let dropped = accessLog?.droppedLines, dropped > 0 {
            log.warning("\(dropped) lines of the access log were dropped: its reader is too slow or gone")
        }
        if !isReplaced {
            await admin?.close()
            _ = await Self.drain(adminServers, limit: .milliseconds(100))
        }
        if cutOff > 0 {
            log.warning("drained; \(cutOff) connections were cut off after \(limit.inSeconds) s")
        } else {
            log.info("drained")
        }
        return cutOff
    }

    private init(
        answering: any RequestHandler, workers: [Worker], configuration: ServerConfiguration, log: Logger,
        plans: (any PlanSource)?, passed: PassedSockets, discovery: ServiceDiscovery?
    ) async throws {
        self.configuration = configuration
        self.log = log
        self.workers = workers
        let readiness = Readiness()
        self.readiness = readiness
        guard let first = workers.first else { throw StartError(description: "A server needs at least one worker.") }
        let checks = HealthChecks(
            over: first.transport, probe: WorkerProbe(first), warmers: workers.map { WorkerWarmer($0) })
        self.checks = checks
        let issuers = TokenIssuers(transport: first.transport, log: log)
        let stores = SharedStores(workers: workers, observer: RedisLog(log))
        let generations = Generations(
            GenerationContent(
                answering: answering, bodyLimit: configuration.limits.body, issuers: issuers, stores: stores))
        self.generations = generations
        // Before anybody can connect: the first requests are to find instances.
        await discovery?.follow(answering)

        var clientServers: [ConnectionServer] = []
        for worker in workers {
            clientServers.append(
                try await worker.clientServer(generation: generations.current, configuration: configuration))
        }
        self.clientServers = clientServers
        let listeners = try configuration.listeners.map { plan in
            do throws(ServerTLS.Unusable) {
                return ListenerProtocols(
                    address: plan.address, socketMode: plan.socketMode, try ConnectionProtocols(plan))
            } catch {
                let file = error.path ?? "the file of clients' authorities"
                throw StartError(description: "no TLS on \(plan.address): \(file) can't be used")
            }
        }
        // All clients together have the connections that there may be, wherever they connect.
        let gate = ConnectionGate(configuration.limits)
        let limits = configuration.listeners.map { plan in
            plan.bounds.map { configuration.limits.with($0) } ?? configuration.limits
        }
        let gates = zip(configuration.listeners, limits).map { plan, limits in
            plan.bounds == nil ? gate : ConnectionGate(limits, within: gate)
        }
        let reloads = plans.map { [clientServers] source in
            Reloads(
                source: source, generations: generations, servers: clientServers, listeners: listeners,
                gates: [gate] + gates, issuers: issuers, stores: stores, checks: checks, discovery: discovery)
        }
        self.reloads = reloads

        let report = MetricsReport(
            generations: generations, workers: workers, listeners: listeners, accessLog: configuration.accessLog,
            issuers: issuers, messages: configuration.messages, discovery: discovery)
        var adminServers: [ConnectionServer] = []
        for worker in workers {
            let responder: @Sendable (ServerLoop) -> AdminResponder = { loop in
                AdminResponder(
                    loop: loop, readiness: readiness, report: report, reloads: reloads, issuers: issuers,
                    services: ServicesPage(generations: generations), cache: CachePage(generations: generations)
                ) {
                    let settings = generations.current.answering.plan.settings
                    return AdminHosts(named: settings.adminHosts + [configuration.admin?.host ?? ""])
                }
            }
            adminServers.append(try await worker.adminServer(responder))
        }
        self.adminServers = adminServers

        // All are opened before one of them accepts: what is accepted is lost where another one can't be opened.
        var opened: [Listener] = []
        do {
            // The admin listener first: whoever waits for readiness can ask before clients can connect.
            if let address = configuration.admin {
                opened.append(
                    try Self.listen(
                        ListenerProtocols(address: address, .plain),
                        passed: passed.take(for: address, names: [Self.name(ofAdmin: address), "admin"]),
                        servers: adminServers, limits: AdminResponder.limits,
                        gate: ConnectionGate(AdminResponder.limits), descriptors: nil, log: log))
            }
            for (index, (plan, listener)) in zip(configuration.listeners, listeners).enumerated() {
                let names = [Self.name(ofListener: plan.address)] + (plan.socketName.map { [$0] } ?? [])
                opened.append(
                    try Self.listen(
                        listener, passed: passed.take(for: plan.address, names: names), servers: clientServers,
                        limits: limits[index], gate: gates[index], descriptors: configuration.descriptors, log: log))
            }
            for listener in opened { try await Self.start(listener) }
        } catch {
            for listener in opened { await listener.giveUp() }
            throw error
        }
        admin = configuration.admin == nil ? nil : opened.removeFirst()
        gateways = opened
        answering.check(by: checks)
    }

    private static func listen(
        _ protocols: ListenerProtocols, passed: PassedSockets.Socket?, servers: [ConnectionServer],
        limits: ConnectionLimits, gate: ConnectionGate, descriptors: DescriptorBudget?, log: Logger
    ) throws -> Listener {
        let address = protocols.address
        do {
            return try Listener.open(
                protocols, passed: passed, servers: servers, limits: limits, gate: gate,
                ceiling: descriptors?.clients ?? .max
            ) {
                // On a worker's thread: the log writes on another one.
                log.warning(
                    "no connections are accepted on \(address) until others close: descriptors, or memory, have run out; raise the limit of open files",
                    metadata: descriptors.map { ["limit": .stringConvertible($0.limit)] } ?? [:])
            }
        } catch {
            throw StartError(description: "can't listen on \(address): \(Self.explanation(of: error, at: address))")
        }
    }

    private static func start(_ listener: Listener) async throws {
        do {
            try await listener.start()
        } catch {
            throw StartError(
                description: "can't listen on \(listener.address): \(explanation(of: error, at: listener.address))")
        }
    }

    private static func explanation(of error: any Error, at address: ListenAddress) -> String {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE where address.path != nil:
            "another process listens there, or there is a file that is no socket; choose another path"
        case ENOENT, ENOTDIR: "there is no such folder; make it (`RuntimeDirectory` of systemd does)"
        case EACCES where address.path != nil: "the folder can't be written to; choose one that belongs to this user"
        case EADDRINUSE: "another process listens there; end it, or choose another port"
        case EADDRNOTAVAIL: "this machine has no such address"
        case EACCES: "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE); choose another port"
        default: "\(error)"
        }
    }

    /// Drains the connections of all workers at the same time; returns how many were cut off.
    private static func drain(
        _ servers: [ConnectionServer], limit: TimeSpan, reportTime: TimeSpan = .zero
    ) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for server in servers { group.addTask { await server.drain(limit: limit, reportTime: reportTime) } }
            return await group.reduce(0, +)
        }
    }
}
