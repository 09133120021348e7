internal import Synchronization
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// The generation that serves, and what outlives each of them.
///
/// Reloads and scrapes come here; requests don't: each event loop has the present generation for itself.
final class Generations: Sendable {
    /// What `/metrics` shows of generations, at one moment.
    struct Snapshot: Sendable {
        /// The number of the present generation.
        var number: Int
        /// The endpoints, routes and services that were ever served.
        var names: MetricNames
        /// The state of each service that is called, with what it has counted since the start.
        var services: [ServiceState]
        /// What the services have counted that are not called any more.
        var formerServices: [ServiceState]
        /// The names of the endpoints and routes that are served.
        var endpointNames: [String]
        /// How many responses the response cache has, and about how many bytes they take.
        var cachedResponses: CacheFigures
        /// What is kept for those who repeat a request.
        var repeats: RepeatTable.Figures
        /// The limits that hold.
        var limits: [LimitMeters.Entry]
        /// What the instances of this gateway share; nil where each is for itself.
        var shared: SharedStore?
        /// How reloads went.
        var reloads: ReloadFigures
    }

    private struct State {
        var current: Generation
        var content: GenerationContent
        var names: MetricNames
        var former = FormerServices()
        var reloads = ReloadFigures()
        var isClosed = false
    }

    private let state: Mutex<State>
    /// Yields when a generation was released, on the thread of its last request, which must do no more than that.
    private let releases: AsyncStream<Void>.Continuation

    /// The first generation.
    init(_ content: GenerationContent) {
        let (stream, releases) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.releases = releases
        var names = MetricNames()
        names.add(endpoints: content.routes.allNames, services: content.plan.services.map(\.name))
        let first = Generation(number: 1, content: content, names: names) { releases.yield() }
        state = Mutex(State(current: first, content: content, names: names))
        Task { [weak self] in
            for await _ in stream { self?.settle() }
        }
    }

    deinit {
        releases.finish()
    }

    /// The generation that new requests are served with.
    var current: Generation { state.withLock { $0.current } }

    /// How long requests may go on at most when their clients have left, of all generations that have requests.
    var longestWithoutClient: TimeSpan {
        state.withLock { state in
            let plans = [state.content.plan] + state.former.plans
            return plans.flatMap(\.endpoints).map(\.longestWithoutClient).max() ?? .zero
        }
    }

    /// Whether generations are not replaced any more.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// The gateway is being stopped: from now on generations are not replaced.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Makes `content` the generation that new requests are served with.
    ///
    /// - Returns: the generation, which the caller hands to the workers; nil once closed.
    func replace(with content: GenerationContent) -> Generation? {
        let replaced: (former: Generation, new: Generation)? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.names.add(endpoints: content.routes.allNames, services: content.plan.services.map(\.name))
            let generation = Generation(
                number: state.current.number + 1, content: content, names: state.names
            ) { [releases] in releases.yield() }
            let former = state.current
            state.former.replaced(former, content: state.content, by: content.plan)
            state.current = generation
            state.content = content
            state.reloads.countApplied()
            return (former, generation)
        }
        // The former one is released here, and says so, without the lock.
        return replaced?.new
    }

    /// The files of a reload had errors.
    func countRefused() {
        state.withLock { $0.reloads.countRefused() }
    }

    /// What `/metrics` shows.
    func snapshot() -> Snapshot {
        state.withLock { state in
            var former = state.former.byName()
            let services = state.content.answering.serviceStates.map { service in
                var service = service
                if let before = former.removeValue(forKey: service.name) { service.countOn(from: before) }
                return service
            }
            return Snapshot(
                number: state.current.number, names: state.names, services: services,
                formerServices: state.names.services.compactMap { former[$0] },
                endpointNames: state.content.routes.allNames, cachedResponses: state.content.answering.cachedResponses,
                repeats: state.content.repeats.figures, limits: state.content.limits.entries,
                shared: state.content.shared,
                reloads: state.reloads)
        }
    }

    /// A former generation has lost its last request.
    private func settle() {
        let ended = state.withLock { $0.former.settle() }
        withExtendedLifetime(ended) {}  // released here, not under the lock
    }
}
