internal import Dispatch
internal import TuttiComposition
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience

/// Looks for the instances of one service, again and again, for as long as somebody is to be told of them.
///
/// `@unchecked Sendable`: everything is touched by the reactor's thread alone.
final class ServiceWatch: @unchecked Sendable {
    /// Who is told; nobody is kept alive for it.
    private struct Consumer {
        weak var consumer: (any InstanceConsumer)?
    }

    let service: String
    let plan: DiscoveryPlan
    private let reactor: Reactor
    private let servers: String?
    private let report: (LookUpResult, DiscoverySchedule.Step) -> Void

    private var schedule: DiscoverySchedule
    private var consumers: [Consumer] = []
    private var waiting: [() -> Void] = []
    private var timer: ReactorTimer?
    private var lookUp: NameLookUp?
    private var file: InstanceFile
    private var isStopped = false

    /// A watch that has not begun; `report` is told of each end of a look-up, and of what follows from it.
    init(
        _ service: String, _ plan: DiscoveryPlan, servers: String?, on reactor: Reactor,
        report: @escaping (LookUpResult, DiscoverySchedule.Step) -> Void
    ) {
        self.service = service
        self.plan = plan
        self.servers = servers
        self.reactor = reactor
        self.report = report
        schedule = DiscoverySchedule(plan)
        if case .file(let path) = plan { file = InstanceFile(path: path) } else { file = InstanceFile(path: "") }
    }

    /// Whether nobody is to be told any more.
    var isUnused: Bool { consumers.allSatisfy { $0.consumer == nil } }

    /// Whether the first look-up has not ended.
    var isWaiting: Bool { !schedule.hasEnded && !isStopped }

    /// Tells somebody what is known, at once, and from now on.
    func add(_ consumer: any InstanceConsumer) {
        consumer.instancesFound(schedule.instances)
        consumers.removeAll { $0.consumer == nil }
        guard !consumers.contains(where: { $0.consumer === consumer }) else { return }
        consumers.append(Consumer(consumer: consumer))
    }

    /// Calls an action when the first look-up has ended.
    func whenEnded(_ action: @escaping () -> Void) { waiting.append(action) }

    /// Begins the next look-up.
    func begin() {
        guard !isStopped, lookUp == nil else { return }
        if case .file = plan { return readFile() }
        let lookUp = NameLookUp(plan, servers: servers, on: reactor) { [weak self] result in
            guard let self else { return }
            // It is at its end, and goes when its last call has returned.
            let last = self.lookUp
            self.lookUp = nil
            withExtendedLifetime(last) { self.ended(result) }
        }
        self.lookUp = lookUp
        withExtendedLifetime(lookUp) { lookUp.begin() }
    }

    /// Ends for good.
    func stop() {
        isStopped = true
        if let timer { reactor.cancel(timer) }
        timer = nil
        lookUp?.cancel()
        lookUp = nil
        finishWaiting()
    }

    /// On a thread of its own: a network file system that hangs must hold up no look-up.
    private func readFile() {
        let file = file
        DispatchQueue.global().async { [weak self, reactor] in
            var file = file
            let result = file.read()
            let read = file
            reactor.execute { [weak self] in
                self?.file = read
                self?.ended(result)
            }
        }
    }

    private func ended(_ result: LookUpResult) {
        guard !isStopped else { return }
        let step = schedule.ended(result, chance: .random(in: 0...1))
        if let instances = step.instances {
            for consumer in consumers { consumer.consumer?.instancesFound(instances) }
        }
        report(result, step)
        finishWaiting()
        // Whoever was told may have been the last one.
        guard !isStopped else { return }
        timer = reactor.schedule(at: SystemClock.now + step.wait, { [weak self] in self?.begin() }, onEnd: {})
    }

    private func finishWaiting() {
        let actions = waiting
        waiting = []
        for action in actions { action() }
    }
}
