internal import Synchronization
package import TuttiPlan
internal import TuttiReactor
package import TuttiResilience

/// Finds the instances of services while the gateway runs, once for all workers.
///
/// Everything happens on a thread of its own, which begins with the first service that has `discover`: reading files of the system and
/// answers with thousands of addresses would hold up a worker. Requests only read what was found.
package final class ServiceDiscovery: Sendable {
    /// Whose instances are to be found, and who is told.
    package struct Followed: Sendable {
        /// The name of the service.
        package let service: String
        /// How its instances are found.
        package let plan: DiscoveryPlan
        /// Who is told of them, for as long as somebody else keeps it.
        package let consumer: any InstanceConsumer

        /// A service, and who is told of its instances.
        package init(service: String, plan: DiscoveryPlan, consumer: any InstanceConsumer) {
            (self.service, self.plan, self.consumer) = (service, plan, consumer)
        }
    }

    /// What is counted of a service.
    package struct Figures: Sendable {
        /// The name of the service.
        package let service: String
        /// The look-ups that have ended, by ``LookUpFailure/labels``.
        package var lookUps = [Int](repeating: 0, count: LookUpFailure.labels.count)
    }

    /// How long the first answers are waited for.
    package static let patience = TimeSpan.seconds(2)

    private struct Key: Hashable {
        var service: String
        var plan: DiscoveryPlan
    }

    private struct State {
        var reactor: Reactor?
        var isEnded = false
        var figures: [String: Figures] = [:]
    }

    private let servers: String?
    private let report: @Sendable (DiscoveryEvent) -> Void
    private let state = Mutex(State())
    private let watches = Watches()

    /// A discovery that has found nothing yet.
    ///
    /// - Parameters:
    ///   - servers: addresses and ports of name servers in place of the system's: `127.0.0.1:5353,[::1]:53`.
    ///   - report: is told what becomes of the instances, on the thread of the look-ups.
    package init(servers: String? = nil, report: @escaping @Sendable (DiscoveryEvent) -> Void) {
        self.servers = servers
        self.report = report
    }

    /// What is counted, by the names of the services.
    package var figures: [Figures] {
        state.withLock { $0.figures.values.sorted { $0.service < $1.service } }
    }

    /// Looks for the instances of services from now on, and no more for those that nobody is told of any more.
    ///
    /// What is known already is told at once: nothing where nothing is known. Returns when each service has its first answer, or its first
    /// failure, or after ``patience``.
    package func follow(_ services: [Followed]) async {
        guard !services.isEmpty else { return }
        guard let reactor = reactor() else {
            for followed in services {
                followed.consumer.instancesFound([])
                report(
                    DiscoveryEvent(
                        service: followed.service, subject: followed.plan.subject,
                        change: .failing(.unreadable("no thread could be started for look-ups"), kept: 0)))
            }
            return
        }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isAccepted = reactor.execute { [self] in
                let answers = FirstAnswers { continuation.resume() }
                for followed in services {
                    let watch = watch(followed, on: reactor)
                    watch.add(followed.consumer)
                    if watch.isWaiting {
                        answers.missing += 1
                        watch.whenEnded { answers.came() }
                    }
                }
                removeUnused()
                guard answers.missing > 0 else { return answers.end() }
                let timer = reactor.schedule(
                    at: SystemClock.now + Self.patience, { answers.end() }, onEnd: { answers.end() })
                answers.onEnd = { reactor.cancel(timer) }
            }
            if !isAccepted { continuation.resume() }
        }
    }

    /// Ends all look-ups, and the thread.
    package func shutDown() async {
        let reactor = state.withLock { state in
            state.isEnded = true
            return state.reactor
        }
        guard let reactor else { return }
        reactor.execute { [self] in watches.stop() }
        await reactor.shutDown()
    }

    /// The thread of the look-ups; nil where it has ended, or there can be none.
    private func reactor() -> Reactor? {
        state.withLock { state in
            if state.isEnded { return nil }
            if let reactor = state.reactor { return reactor }
            guard let reactor = try? Reactor(), (try? reactor.start(name: "tutti-discovery")) != nil else { return nil }
            state.reactor = reactor
            return reactor
        }
    }

    private func watch(_ followed: Followed, on reactor: Reactor) -> ServiceWatch {
        let key = Key(service: followed.service, plan: followed.plan)
        if let watch = watches.all[key] { return watch }
        // Not the consumer: whoever is looked for no more is to go.
        let (service, plan) = (followed.service, followed.plan)
        let watch = ServiceWatch(service, plan, servers: servers, on: reactor) { [weak self] result, step in
            self?.ended(service, plan, result, step)
        }
        watches.all[key] = watch
        // After those who are to be told have been added.
        reactor.execute { watch.begin() }
        return watch
    }

    private func ended(
        _ service: String, _ plan: DiscoveryPlan, _ result: LookUpResult, _ step: DiscoverySchedule.Step
    ) {
        let label: String? =
            switch result {
            case .found: LookUpFailure.labels[0]
            case .failed(let failure): failure.label
            case .unchanged: nil
            }
        if let place = LookUpFailure.labels.firstIndex(where: { $0 == label }) {
            state.withLock { state in
                var figures = state.figures[service] ?? Figures(service: service)
                figures.lookUps[place] += 1
                state.figures[service] = figures
            }
        }
        if let change = step.change {
            report(DiscoveryEvent(service: service, subject: plan.subject, change: change))
        }
        removeUnused()
    }

    /// Ends the look-ups for services that a reload has taken away, once their last request has ended.
    private func removeUnused() {
        let gone = watches.removeUnused()
        if !gone.isEmpty { state.withLock { state in for service in gone { state.figures[service] = nil } } }
    }

    /// What is looked for; `@unchecked Sendable`: touched on the reactor's thread alone.
    private final class Watches: @unchecked Sendable {
        var all: [Key: ServiceWatch] = [:]

        /// Returns the names of services that nobody looks for any more.
        func removeUnused() -> Set<String> {
            var gone: Set<String> = []
            for (key, watch) in all where watch.isUnused {
                watch.stop()
                all[key] = nil
                gone.insert(key.service)
            }
            return gone.isEmpty ? gone : gone.subtracting(all.keys.map(\.service))
        }

        func stop() {
            for watch in all.values { watch.stop() }
            all = [:]
        }
    }

    /// Answers that somebody waits for; `@unchecked Sendable`: touched on the reactor's thread alone.
    private final class FirstAnswers: @unchecked Sendable {
        var missing = 0
        var onEnd: (() -> Void)?
        private var action: (() -> Void)?

        init(_ action: @escaping () -> Void) {
            self.action = action
        }

        func came() {
            missing -= 1
            if missing <= 0 { end() }
        }

        func end() {
            let action = action
            self.action = nil
            action?()
            onEnd?()
            onEnd = nil
        }
    }
}
