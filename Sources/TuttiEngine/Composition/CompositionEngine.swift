internal import Synchronization
internal import TuttiExpressions
internal import TuttiJSON
package import TuttiCaching
package import TuttiPlan
package import TuttiResilience
package import TuttiUpstream

/// Runs the endpoints of a plan: fan-out, dependencies, fallbacks, merge, outcomes.
///
/// It holds what requests share: the services with their breakers and limiters, and the cached responses. Everything else
/// belongs to a single request. Call it in a task that prefers the worker whose transport it gets: then everything for a request
/// happens on that worker's thread, the ends of its transfers included. What is shared still takes locks: that of a service's gate
/// twice a call, to acquire and to release a permit.
package final class CompositionEngine: Sendable {
    /// The plan that it runs.
    package let plan: GatewayPlan

    let services: [Service]
    private let observer: (any ServiceObserver)?
    let caches: ResponseCaches
    let endpoints: [PreparedEndpoint]
    private static let lastGeneration = Atomic<UInt64>(0)

    /// The routes of the plan, in its order.
    package let routes: [PreparedRoute]

    /// An engine for a plan.
    ///
    /// - Parameters:
    ///   - plan: what is to be run.
    ///   - predecessor: the engine that ran until now; services with the same plan keep their breakers, limiters
    ///     and budgets, so that a reload neither closes a breaker nor forgets a call. Without one every breaker is closed.
    ///   - observer: is called when the state of a service changes; nil for the predecessor's observer.
    package init(
        plan: GatewayPlan, replacing predecessor: CompositionEngine? = nil, observer: (any ServiceObserver)? = nil
    ) {
        self.plan = plan
        let observer = observer ?? predecessor?.observer
        self.observer = observer
        // Which instances are preferred depends on the zone.
        let former = predecessor?.plan.zone == plan.zone ? predecessor?.services ?? [] : []
        let known = Dictionary(former.map { ($0.plan, $0) }) { first, _ in first }
        services = plan.services.map { known[$0] ?? Service($0, zone: plan.zone, observer: observer) }
        caches = predecessor?.caches ?? ResponseCaches(limit: plan.settings.cacheMemory)
        caches.store.setLimit(plan.settings.cacheMemory)
        let generation = Self.lastGeneration.wrappingAdd(1, ordering: .relaxed).newValue
        endpoints = plan.endpoints.map { PreparedEndpoint($0, in: plan, generation: generation) }
        let services = services
        routes = plan.routes.map { PreparedRoute($0, in: plan, services: services) }
    }

    /// Says where the tokens of services come from that are not asked for already; until then, requests show none.
    ///
    /// - Parameter source: is given the name of a service, and what the service gets; nil where no issuer is asked for that.
    package func connect(_ source: (String, ServiceCredentials) -> (any TokenSource)?) {
        for service in services {
            guard let tokens = service.tokens, let credentials = service.plan.credentials else { continue }
            tokens.connect { source(service.plan.name, credentials) }
        }
    }

    /// The services whose instances are found while the gateway runs, and who is to be told of them.
    package var discoveredServices: [(plan: ServicePlan, consumer: any InstanceConsumer)] {
        services.filter { $0.plan.discovery != nil }.map { ($0.plan, $0) }
    }

    /// Lets the requests of an instance end and sends it no more, or takes that back.
    ///
    /// - Parameters:
    ///   - address: host and port of the instance.
    ///   - service: the name of its service.
    ///   - drains: false takes it back.
    /// - Returns: false where there is no such service, or it has no such instance.
    package func drain(_ address: String, of service: String, _ drains: Bool) -> Bool {
        services.first { $0.plan.name == service }?.drain(address, drains) ?? false
    }

    /// Has the instances of its services checked from now on, and no others.
    package func check(by checks: HealthChecks) {
        let called = Set(plan.endpoints.flatMap { $0.calls.map(\.service) })
        var forwardedTo: Set<Int> = []
        for route in plan.routes {
            if case .forward(let plan) = route.action { forwardedTo.formUnion(plan.services) }
        }
        for (index, service) in services.enumerated() {
            service.uses = called.contains(index) ? .calls : []
            if forwardedTo.contains(index) { service.uses.insert(.routes) }
        }
        checks.follow(services)
    }

    /// The state of each service, in the plan's order.
    package var serviceStates: [ServiceState] {
        services.map(\.state)
    }

    /// How many responses are cached for `stale` and `cache`, and about how many bytes they take.
    package var cachedResponses: CacheFigures {
        let figures = caches.store.figures
        return CacheFigures(count: figures.count, bytes: figures.bytes, evictions: figures.evictions)
    }

    /// Where cached responses are, of routes too.
    package var cacheStore: CacheStore? { caches.store }

    /// Has cached responses count as stale, or removes them; those that are on their way are met, too.
    package func purge(_ purge: CachePurge, now: MonotonicTime) {
        caches.store.purge(purge.tag, isSoft: purge.isSoft, now: now)
    }

    /// Composes the response of an endpoint.
    ///
    /// When the surrounding task is cancelled (the client left), all calls are cancelled at once and the response, which
    /// nobody reads, says so.
    ///
    /// - Parameters:
    ///   - request: the client's request, matched to the endpoint.
    ///   - endpoint: index into ``GatewayPlan/endpoints``.
    ///   - transport: the transport the calls go through.
    /// - Returns: the merged response or a problem, with a report of each call.
    package func response(
        _ request: ClientRequest, endpoint: Int, over transport: some UpstreamRuntime
    ) async -> ComposedResponse {
        guard endpoints.indices.contains(endpoint) else { return .noSuchEndpoint(requestID: request.id) }
        if let cache = endpoints[endpoint].cache, !request.isComposedAnew {
            return await cachedResponse(request, cache, endpoint: endpoint, over: transport)
        }
        let endpoint = endpoints[endpoint]
        let now = transport.now
        // The time a request waits for a busy worker is part of the time that its client waits.
        let deadline = Deadline(at: (request.receivedAt ?? now) + endpoint.plan.deadline)
        let session = RequestSession(
            caches: caches, remembers: endpoint.mayRepeat, secondsSince1970: request.secondsSince1970,
            startedAt: now, client: request.client, ballotCount: endpoint.ballotServices.count,
            balanceKeys: endpoint.balanceKeys.isEmpty ? [] : endpoint.balanceKeys(of: request),
            freshness: endpoint.cache.map { PartFreshness(isByParts: $0.plan.lifetime == .http) })
        // Each kind of error has its response; the compiler knows that there are no others.
        var scope: Scope
        do throws(JSONError) {
            scope = try endpoint.clientScope.scope(for: request)
        } catch {
            return .invalidBody(error, request: request)
        }
        if let rule = endpoint.access?.refusal(inScopeWithBody: scope, of: request) {
            return .forbidden(by: rule, request: request)
        }
        let selection: FieldSelection?
        do throws(FieldSelection.Mistake) {
            selection = try endpoint.selection(of: request)
        } catch {
            return .invalidFields(error, request: request)
        }
        let isRaw: Bool
        do throws(ClientScope.UnreadableParameter) {
            isRaw = try endpoint.clientScope.hasRawQuery(request)
        } catch {
            return .unreadable(error, request: request)
        }
        if let rules = endpoint.requestRules, let refusal = rules.refusal(of: request, in: &scope) { return refusal }
        var run = CompositionRun(
            endpoint, client: request, scope: scope, selection: selection, session: session, services: services,
            deadline: deadline, isRaw: isRaw)
        await perform(&run, now: now, over: transport)
        if !run.written.isEmpty {
            if run.hasFailed { await undo(&run, over: transport) }
            run.noteWhatStays()
        }
        if !endpoint.ballotServices.isEmpty {
            session.ballots.cast(on: endpoint.ballotServices, of: services, from: request.client, now: transport.now)
        }
        guard let freshness = session.freshness else { return run.response }
        var response = run.response
        response.lifetime = freshness.lifetime
        return response
    }

    /// Takes back what a request has done that has failed as a whole; returns when that has ended, well or not.
    ///
    /// The client may have left, which cancels this task: so the undos have a task of their own.
    private func undo(_ run: inout CompositionRun, over transport: any UpstreamRuntime) async {
        let executor = UndoExecutor(steps: run.undoSteps())
        guard !executor.steps.isEmpty else { return }
        let (requestID, endpoint, observer) = (run.client.id, run.endpoint.plan.name, observer)
        let task = transport.detach {
            // Each failure is told when it is one: the process may end before the others.
            await executor.run(over: transport) { result in
                guard result.end == .failed else { return }
                observer?.undoFailed(UndoFailure(result, requestID: requestID, endpoint: endpoint))
            }
        }
        for result in await task.value { run.undoEnded(result.step.index, result.end) }
    }

    /// Starts each call the moment its inputs have ended; returns when all have.
    private func perform(_ run: inout CompositionRun, now: MonotonicTime, over transport: any UpstreamRuntime) async {
        let launches = run.begin(now: now)
        guard !launches.isEmpty else { return }
        let mailbox = CallMailbox()
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                let calls = InFlightCalls(callCount: run.endpoint.calls.count, transport: transport, mailbox: mailbox)
                for launch in launches { calls.start(launch, now: now, in: &group) }
                var isCutShort = false
                while calls.count > 0 {
                    let (messages, clientHasLeft) = await mailbox.next()
                    let now = transport.now
                    if clientHasLeft {
                        run.clientLeft()
                        calls.cancelAll(in: &group)
                    }
                    for message in messages {
                        guard let (index, end) = calls.receive(message, now: now, in: &group) else { continue }
                        for launch in run.callEnded(index, end, now: now) { calls.start(launch, now: now, in: &group) }
                        if !isCutShort, run.failedRequiredCall != nil {
                            isCutShort = true
                            calls.cancelAll(in: &group)
                        }
                    }
                }
            }
        } onCancel: {
            mailbox.giveUp()
        }
    }
}
