internal import Glibc
package import Logging
internal import NIOCore
package import TuttiPlan
package import TuttiReactor
internal import TuttiResilience
package import TuttiUpstream

/// The listeners of a gateway: requests in, answers out, until it is drained.
package final class GatewayServer: Sendable {
    /// Why a server does not start.
    package struct StartError: Error, CustomStringConvertible {
        /// What is wrong and what to do.
        package var description: String
    }

    let configuration: ServerConfiguration
    let log: Logger
    let gateway: Listener
    let admin: Listener?
    let gatewayLoops: [NIOLoopBound<ServerLoop>]
    let adminLoops: [NIOLoopBound<ServerLoop>]
    let accessLog: LogWriter?
    let readiness: Readiness
    let generations: Generations
    let reloads: Reloads?

    /// Where clients connect: the address that is bound, with the port that the system gave when 0 was asked for.
    package var listenAddress: ListenAddress { gateway.address }

    /// Where health, readiness and metrics are served; nil when they are not.
    package var adminAddress: ListenAddress? { admin?.address }

    /// Opens the listeners; the requests of reactor *i* go to worker *i* mod the number of workers.
    ///
    /// - Parameters:
    ///   - answering: what answers requests until the first reload.
    ///   - workers: where they are answered.
    ///   - reactors: whose threads serve the connections, those of the workers best: then a request hops nowhere. They have to
    ///     run, and to be shut down after ``drain()``.
    ///   - configuration: addresses and bounds.
    ///   - log: for what happens to the server itself.
    ///   - plans: where a reload takes its plan from; without it there are no reloads.
    /// - Returns: the server, listening.
    /// - Throws: ``StartError`` when an address can't be listened on, or when there is no worker or no reactor.
    package static func start(
        answering: any RequestHandler, workers: [any UpstreamExecutor], reactors: [Reactor],
        configuration: ServerConfiguration, log: Logger, plans: (any PlanSource)? = nil
    ) async throws -> GatewayServer {
        guard !workers.isEmpty, !reactors.isEmpty else {
            throw StartError(description: "A server needs at least one worker and one reactor.")
        }
        let server = try await GatewayServer(answering, plans, workers, reactors, configuration, log)
        server.readiness.state = .ready
        return server
    }

    /// Reads the files anew and serves them; what runs, runs to its end on what it began with.
    ///
    /// - Returns: what became of it, once every event loop serves the new plan or none does; nil when the server was
    ///   started without a source of plans.
    @discardableResult
    package func reload() async -> ReloadReport? {
        await reloads?.reload()
    }

    private init(
        _ answering: any RequestHandler, _ plans: (any PlanSource)?, _ workers: [any UpstreamExecutor],
        _ reactors: [Reactor], _ configuration: ServerConfiguration, _ log: Logger
    ) async throws {
        self.configuration = configuration
        self.log = log
        let readiness = Readiness()
        self.readiness = readiness
        let accessLog = configuration.accessLog
        self.accessLog = accessLog

        let generations = Generations(
            GenerationContent(answering: answering, bodyLimit: configuration.limits.body))
        self.generations = generations
        let eventLoops = reactors.map(ReactorEventLoop.init)
        var pipelines: [NIOLoopBound<RequestDispatcher>] = []
        var gatewaySeats: [Listener.Seat] = []
        for (index, eventLoop) in eventLoops.enumerated() {
            let transport = workers[index % workers.count]
            let (seat, pipeline) = try await eventLoop.submit {
                let loop = ServerLoop(
                    eventLoop: eventLoop,
                    accessLog: accessLog.map {
                        AccessLogBuffer(writer: $0, eventLoop: eventLoop, hasQuery: configuration.logsQuery)
                    })
                let pipeline = RequestDispatcher(
                    loop: loop, generation: generations.current, transport: transport, limits: configuration.limits)
                let seat = Listener.Seat(
                    eventLoop: eventLoop, loop: NIOLoopBound(loop, eventLoop: eventLoop),
                    responder: NIOLoopBound(pipeline, eventLoop: eventLoop))
                return (seat, NIOLoopBound(pipeline, eventLoop: eventLoop))
            }.get()
            pipelines.append(pipeline)
            gatewaySeats.append(seat)
        }
        let gatewayLoops = gatewaySeats.map(\.loop)
        self.gatewayLoops = gatewayLoops

        let reloads = plans.map { [pipelines] source in
            Reloads(source: source, generations: generations, pipelines: pipelines, eventLoops: eventLoops)
        }
        self.reloads = reloads
        let report = MetricsReport(
            generations: generations, workers: workers, loops: gatewayLoops, accessLog: accessLog,
            messages: configuration.messages)
        var adminSeats: [Listener.Seat] = []
        for eventLoop in eventLoops {
            let seat = try await eventLoop.submit {
                let loop = ServerLoop(eventLoop: eventLoop, accessLog: nil)
                let responder = AdminResponder(loop: loop, readiness: readiness, report: report, reloads: reloads) {
                    let settings = generations.current.answering.plan.settings
                    return AdminHosts(named: settings.adminHosts + [configuration.admin?.host ?? ""])
                }
                return Listener.Seat(
                    eventLoop: eventLoop, loop: NIOLoopBound(loop, eventLoop: eventLoop),
                    responder: NIOLoopBound(responder, eventLoop: eventLoop))
            }.get()
            adminSeats.append(seat)
        }
        adminLoops = adminSeats.map(\.loop)

        // The admin listener first: whoever waits for readiness can ask before clients can connect.
        var admin: Listener?
        if let address = configuration.admin {
            admin = try await Self.listen(address, adminSeats, AdminResponder.limits, log)
        }
        self.admin = admin
        do {
            gateway = try await Self.listen(
                configuration.listen, gatewaySeats, configuration.limits, log, configuration.descriptors)
        } catch {
            await admin?.close()
            throw error
        }
    }

    private static func listen(
        _ address: ListenAddress, _ seats: [Listener.Seat], _ limits: ConnectionLimits, _ log: Logger,
        _ descriptors: DescriptorBudget? = nil
    ) async throws -> Listener {
        do {
            return try await Listener.open(
                address, seats: seats, limits: limits, ceiling: descriptors?.clients ?? .max
            ) {
                // On a worker's thread: writing it is another one's work.
                log.warning(
                    "no connections are accepted on \(address) until others close: descriptors, or memory, have run out; raise the limit of open files",
                    metadata: descriptors.map { ["limit": .stringConvertible($0.limit)] } ?? [:])
            }
        } catch {
            throw StartError(description: "can't listen on \(address): \(Self.explanation(of: error))")
        }
    }

    private static func explanation(of error: any Error) -> String {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: "another process listens there; end it, or choose another port"
        case EADDRNOTAVAIL: "this machine has no such address"
        case EACCES: "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE); choose another port"
        default: "\(error)"
        }
    }
}
