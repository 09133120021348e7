internal import NIOPosix
internal import TuttiDiscovery
internal import TuttiEngine
internal import TuttiPlan

/// Carries out reloads, one at a time.
///
/// Whoever asks for a reload while one is in flight waits for the next one, because the files may have changed after the first
/// has read them. All who wait share the next one.
actor Reloads {
    private let source: any PlanSource
    private let generations: Generations
    private let servers: [ConnectionServer]
    private let listeners: [ListenerProtocols]
    private let gates: [ConnectionGate]
    private let issuers: TokenIssuers
    private let stores: SharedStores
    private let discovery: ServiceDiscovery?
    private let checks: HealthChecks
    /// What the sockets were opened by.
    private let settings: GatewaySettings

    /// Who asked for a next reload.
    private(set) var waiting: [CheckedContinuation<ReloadReport, Never>] = []
    /// Who asked for the one that is in flight.
    private var served: [CheckedContinuation<ReloadReport, Never>] = []
    private var isInFlight = false

    /// Reloads for the servers of clients' connections, for what their listeners speak, and for whom their gates trust.
    init(
        source: any PlanSource, generations: Generations, servers: [ConnectionServer], listeners: [ListenerProtocols],
        gates: [ConnectionGate], issuers: TokenIssuers, stores: SharedStores, checks: HealthChecks,
        discovery: ServiceDiscovery? = nil
    ) {
        self.discovery = discovery
        self.checks = checks
        self.issuers = issuers
        self.stores = stores
        self.gates = gates
        self.listeners = listeners
        self.source = source
        self.generations = generations
        self.servers = servers
        settings = generations.current.answering.plan.settings
    }

    /// Reads the files as they are now, or later, and serves them; returns when every event loop does, or none.
    func reload() async -> ReloadReport {
        // Not behind one in flight: the end of the gateway doesn't wait for it either.
        if generations.isClosed { return draining }
        return await withCheckedContinuation { continuation in
            waiting.append(continuation)
            guard !isInFlight else { return }
            isInFlight = true
            Task { await serveWaiting() }
        }
    }

    /// The gateway is being stopped, and its generations are closed: whoever waits gets that report at once.
    func close() {
        for continuation in served + waiting { continuation.resume(returning: draining) }
        served = []
        waiting = []
    }

    private func serveWaiting() async {
        while !waiting.isEmpty {
            served = waiting
            waiting = []
            let report = await perform()
            source.reloadEnded(report)
            for continuation in served { continuation.resume(returning: report) }
            served = []
        }
        isInFlight = false
    }

    private var draining: ReloadReport {
        ReloadReport(outcome: .draining, generation: generations.current.number)
    }

    private func perform() async -> ReloadReport {
        let current = generations.current
        guard !generations.isClosed, let candidate = await compiled(against: current) else { return draining }
        guard let content = candidate.content, let changes = candidate.changes else {
            generations.countRefused()
            return ReloadReport(
                outcome: .refused, generation: current.number, diagnostics: candidate.diagnostics)
        }
        // Services that are new, or are looked for elsewhere, have instances before requests come.
        await discovery?.follow(content.answering)
        guard let generation = generations.replace(with: content) else { return draining }
        await install(generation)
        content.answering.check(by: checks)
        for (listener, protocols) in candidate.protocols { listener.replace(with: protocols) }
        for gate in gates { gate.trust(content.plan.settings.trustedProxies) }
        return ReloadReport(
            outcome: .applied(changes), generation: generation.number,
            takesRestart: takesRestart(content.plan.settings), diagnostics: candidate.diagnostics)
    }

    /// Hands the generation to all workers at the same time; returns when each has it.
    private func install(_ generation: Generation) async {
        await withDiscardingTaskGroup { group in
            for server in servers {
                group.addTask { await server.install(generation) }
            }
        }
    }

    /// What was made of the files; without content when they have errors.
    private struct Candidate: Sendable {
        var content: GenerationContent?
        var changes: PlanChanges?
        /// What each listener speaks from now on.
        var protocols: [(ListenerProtocols, ConnectionProtocols)] = []
        var diagnostics: String
    }

    /// Does everything that takes time, on a thread of its own, which ends with it.
    ///
    /// So neither a worker has to wait for it, nor one of the few threads on which tasks answer scrapes.
    private func compiled(against current: Generation) async -> Candidate? {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let candidate = try? await thread.runIfActive { [source, listeners, issuers, stores] in
            let loaded = source.load()
            var candidate = Candidate(diagnostics: loaded.diagnostics)
            if let plan = loaded.plan, let protocols = try? Self.protocols(of: listeners, by: plan.settings) {
                candidate.protocols = protocols
                candidate.content = GenerationContent(
                    answering: current.answering.successor(for: plan), bodyLimit: plan.settings.maximumRequestBody,
                    former: current, issuers: issuers, stores: stores)
                candidate.changes = PlanChanges(from: current.answering.plan, to: plan)
            }
            return candidate
        }
        try? await thread.shutdownGracefully()
        return candidate
    }

    /// What the files say of each listener whose address they still have.
    private static func protocols(
        of listeners: [ListenerProtocols], by settings: GatewaySettings
    ) throws -> [(ListenerProtocols, ConnectionProtocols)] {
        var plans = settings.listeners
        return try listeners.compactMap { listener in
            guard let index = plans.firstIndex(where: { $0.address == listener.address }) else { return nil }
            return (listener, try ConnectionProtocols(plans.remove(at: index)))
        }
    }

    private func takesRestart(_ new: GatewaySettings) -> [String] {
        var notes: [String] = []
        let (now, before) = (new.listeners.map(\.address), settings.listeners.map(\.address))
        if Set(now) != Set(before) {
            notes.append(
                "`listen` is now \(Self.text(now)): that takes a restart, until then it is \(Self.text(before))")
        }
        if new.admin != settings.admin {
            let (now, before) = (new.admin?.description ?? "absent", settings.admin?.description ?? "absent")
            notes.append("`admin` is now \(now): that takes a restart, until then it is \(before)")
        }
        let own = Self.own(new)
        let differs = Self.own(settings).contains { address, listeners in own[address].map { $0 != listeners } ?? false
        }
        if new.bounds != settings.bounds || differs {
            notes.append(
                "`bounds` or `socket-mode` are others now: that takes a restart, until then they are as before")
        }
        return notes
    }

    /// What each listener says for itself, of what a restart is needed for.
    private static func own(_ settings: GatewaySettings) -> [ListenAddress: [ListenerPlan]] {
        Dictionary(grouping: settings.listeners, by: \.address).mapValues { listeners in
            listeners.map { ListenerPlan(address: $0.address, socketMode: $0.socketMode, bounds: $0.bounds) }
        }
    }

    private static func text(_ addresses: [ListenAddress]) -> String {
        addresses.map(\.description).joined(separator: ", ")
    }
}
