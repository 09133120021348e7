internal import ArgumentParser
internal import Logging
internal import TuttiComposition
internal import TuttiCurl
internal import TuttiDiscovery
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiServer
internal import TuttiStreams
internal import TuttiSystem

/// `tutti serve`: the gateway.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the endpoints of a folder of compositions.",
        discussion: """
            The access log goes to standard output, one JSON line per request; messages about the gateway go to standard error. \
            SIGTERM and SIGINT drain: readiness turns false, no new connections are taken, what runs is brought to its \
            end within --drain-limit. A second signal ends the process at once.

            SIGHUP, --watch and POST /reload on the admin listener read the files anew. Requests in flight end on what \
            they began with; files with errors are refused, and what ran before still runs.

            With --take-over PATH on both, a second process takes the listening sockets of the one that serves, which then drains: no \
            connection is refused meanwhile. Sockets that systemd passes are used as well.
            """)

    @OptionGroup var compositions: FolderArgument

    @Option(
        help:
            "Where clients connect, HOST:PORT or unix:/PATH. Overrides `listen` of gateway.yaml; port 0 takes a free one."
    )
    var listen: ListenAddress?

    @Option(help: "Where health and metrics are served, HOST:PORT or unix:/PATH. Overrides `admin` of gateway.yaml.")
    var admin: ListenAddress?

    @Option(help: "Threads that serve clients and run compositions. Default: one for each core.")
    var workers: Int?

    @Option(help: .hidden)
    var lanes: Int?

    @Flag(help: "Read the files anew when they change.")
    var watch = false

    @Option(
        help: ArgumentHelp(
            "Takes the place of the gateway that was started with the same path, if there is one.", valueName: "path"))
    var takeOver: String?

    @Option(help: "Seconds that running requests get to end when the gateway stops.")
    var drainLimit = 10

    @Option(help: "Seconds of false readiness before the listener closes, for load balancers to notice.")
    var drainDelay = 0

    @Flag(inversion: .prefixedNo, help: "Write an access log.")
    var accessLog = true

    @Flag(help: "Have the query of each request in the access log; it often holds personal data.")
    var logQuery = false

    @Option(
        help:
            "Messages on standard error from this level on: \(LogLevel.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var logLevel = LogLevel.info

    @Option(
        help: ArgumentHelp(
            "Messages as `json`, a line each as in the access log, or as `text`. Default: text on a terminal, json elsewhere.",
            valueName: "format"))
    var logFormat: MessageLog.Format?

    func validate() throws {
        guard lanes == nil || workers == nil else { throw ValidationError("--lanes is called --workers now") }
        if let workers = workers ?? lanes, !(1...256).contains(workers) {
            throw ValidationError("--workers takes 1 to 256")
        }
        guard (0...3600).contains(drainLimit) else { throw ValidationError("--drain-limit takes 0 to 3600 seconds") }
        guard (0...3600).contains(drainDelay) else { throw ValidationError("--drain-delay takes 0 to 3600 seconds") }
    }

    func run() async throws {
        // Before any thread starts: nobody may read the environment meanwhile.
        let sockets = ServiceManager.takeSockets()
        // And a signal that comes while the gateway starts must not be lost.
        let signals = ProcessSignals()
        let log = GatewayLog(format: logFormat, level: logLevel.level)
        do {
            try await serve(until: signals, log: log, passed: usable(sockets, log.logger))
        } catch {
            await log.finish()
            throw error
        }
        await log.finish()
    }

    /// The sockets of a service manager that listen; says which do not.
    private func usable(_ sockets: [ServiceManager.Socket], _ log: Logger) -> [PassedSockets.Socket] {
        sockets.compactMap { socket in
            do {
                try SystemSocket.adopt(socket.descriptor)
                return PassedSockets.Socket(name: socket.name, descriptor: socket.descriptor, hasOwnFile: false)
            } catch {
                log.warning(
                    "descriptor \(socket.descriptor) (\(socket.name)) was passed as a socket, and no connections can be accepted from it"
                )
                return nil
            }
        }
    }

    private func serve(
        until signals: ProcessSignals, log: GatewayLog, passed sockets: [PassedSockets.Socket]
    ) async throws {
        if lanes != nil { log.logger.warning("--lanes is called --workers now") }
        // Before the files are read: a change that is made while they are read is then noticed.
        let watcher = watch ? FolderWatcher(folder: compositions.folder) : nil
        let folder = ServedFolder(compositions: compositions, listen: listen, admin: admin, log: log)
        guard let plan = folder.plan(of: folder.read()) else {
            if let path = takeOver { try? Predecessor(at: path)?.isStillNeeded() }
            throw ExitCode.compositionErrors
        }
        let services = ServiceLog(log.logger)
        let discoveryLog = DiscoveryLog(log.logger)
        let servers: NameServers?
        do {
            servers = try ProcessEnvironment.nameServers
        } catch {
            log.logger.error("\(error)")
            throw ExitCode.gatewayFailed
        }
        let discovery = ServiceDiscovery(servers: servers?.text) { discoveryLog.discoveryChanged($0) }
        let workerCount = self.workers ?? lanes ?? max(1, ProcessEnvironment.coreCount)
        let descriptors = try descriptors(
            workers: workerCount, connections: plan.settings.bounds.connections, log: log.logger)

        let transports: CurlTransports
        let server: GatewayServer
        let door: TakeOverDoor?
        do {
            var transportConfiguration = CurlTransportConfiguration()
            transportConfiguration.onShortage = { [logger = log.logger] in logger.warning("\($0)") }
            transportConfiguration.userAgent = "tutti/\(TuttiVersion.current)"
            transportConfiguration.descriptorCeiling = descriptors.calls
            transportConfiguration.maximumConnectionsCached = descriptors.idlePerTransport
            var streams = StreamConfiguration()
            streams.descriptorCeiling = descriptors.calls
            transports = try await CurlTransports.start(count: workerCount, configuration: transportConfiguration)
            // All that takes time, and may fail, has been done: the sockets are there for two processes as shortly as can be.
            let predecessor = try takeOver.flatMap { try Predecessor(at: $0) }
            let taken = try predecessor?.sockets()
            // Before anything is served: where there can be no door, nobody has to be turned away again.
            let doorSocket = try takeOver.map { try taken?.door ?? TakeOverDoor.socket(at: $0) }
            let passed = PassedSockets((taken?.sockets ?? []) + sockets)
            server = try await GatewayServer.start(
                answering: CompositionEngine(plan: plan, observer: services),
                workers: transports.all.map { transport in
                    Worker(transport: transport, reactor: transport.reactor) {
                        StreamTransport(on: $0, configuration: streams)
                    }
                },
                configuration: configuration(for: plan, descriptors: descriptors, log: log),
                log: log.logger, plans: folder, passed: passed, discovery: discovery)
            if let takeOver, let doorSocket {
                door = TakeOverDoor(
                    doorSocket, at: takeOver, log: log.logger, sockets: { [server] in server.sockets },
                    onReplaced: { signals.requestStop() })
            } else {
                door = nil
            }
            if let predecessor {
                if predecessor.hasBeenReplaced() {
                    passed.removeFilesOfRest()
                    log.logger.info(
                        "\(taken?.sockets.count ?? 0) sockets were taken over; the gateway before this one drains")
                } else {
                    log.logger.warning("the gateway before this one does not say that it drains; both have its sockets")
                }
            }
        } catch {
            log.logger.error("\(error)")
            throw ExitCode.gatewayFailed
        }
        ServiceManager.notify("READY=1")
        log.started(plan, folder: compositions.folder, server: server, isWatching: watch)

        let hangUps = Task {
            for await _ in signals.reloads {
                ServiceManager.notify("RELOADING=1\nMONOTONIC_USEC=\(SystemClock.now.nanoseconds / 1000)")
                await server.reload()
                ServiceManager.notify("READY=1")
            }
        }
        let watching = Task { await watcher?.run(files: folder.readFiles) { await server.reload() } }
        await signals.nextStop()
        hangUps.cancel()
        watching.cancel()
        ServiceManager.notify("STOPPING=1")
        let wasReplaced = door?.isReplaced ?? false
        let drain = Task { await server.drain(isReplaced: await door?.close() ?? false) }
        let impatience = Task {
            // Nobody has sent a signal yet where another process has taken over: the first one asks for what goes on already.
            if wasReplaced { await signals.nextStop() }
            await signals.nextStop()
            if !Task.isCancelled { ProcessEnvironment.exitAtOnce(code: ExitCode.gatewayFailed.rawValue) }
        }
        let cutOff = await drain.value
        await discovery.shutDown()
        await transports.shutDown()
        services.flush()
        impatience.cancel()
        guard cutOff == 0 else { throw ExitCode.gatewayFailed }
    }

    /// Raises the limit on open files and shares it out; says so when it bounds the number of clients.
    private func descriptors(workers: Int, connections most: Int, log: Logger) throws -> DescriptorBudget {
        let limit = DescriptorLimit.raise()
        guard let budget = DescriptorBudget(limit: limit, workers: workers) else {
            log.error(
                "the limit of open files is \(limit), and \(workers) worker\(workers == 1 ? " needs" : "s need") \(DescriptorBudget.lowestLimit(workers: workers)) at least: raise it (`ulimit -n`, LimitNOFILE)",
                metadata: ["limit": .stringConvertible(limit)])
            throw ExitCode.gatewayFailed
        }
        if budget.connections < most {
            log.warning(
                "at most \(budget.connections) connections of clients are served at once, and not \(most): the limit of open files is \(limit); raise it (`ulimit -n`, LimitNOFILE)",
                metadata: ["limit": .stringConvertible(limit), "connections": .stringConvertible(budget.connections)])
        }
        return budget
    }

    private func configuration(
        for plan: GatewayPlan, descriptors: DescriptorBudget, log: GatewayLog
    ) -> ServerConfiguration {
        var configuration = ServerConfiguration(settings: plan.settings)
        configuration.descriptors = descriptors
        configuration.limits.connections = min(configuration.limits.connections, descriptors.connections)
        configuration.drainLimit = .seconds(Int64(drainLimit))
        configuration.drainDelay = .seconds(Int64(drainDelay))
        configuration.accessLog = accessLog ? log.access : nil
        configuration.messages = accessLog ? log.ownMessages : log.messages
        configuration.logsQuery = logQuery
        return configuration
    }
}
