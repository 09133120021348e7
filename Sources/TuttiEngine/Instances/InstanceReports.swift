internal import Synchronization

/// What is made of changes of a service's instances: events for the log, and a call of whoever checks the instances.
final class InstanceReports: Sendable {
    private let service: String
    private let observer: (any ServiceObserver)?
    private let isPanicking = Atomic<Bool>(false)
    /// Who else is told that there are other instances.
    let next = Mutex<(@Sendable () -> Void)?>(nil)

    init(service: String, observer: (any ServiceObserver)?) {
        self.service = service
        self.observer = observer
    }

    /// Tells the observer of a change of one instance.
    func report(_ change: ServiceEvent.Change, of instance: PreparedInstance, _ reason: String?) {
        observer?.serviceChanged(
            ServiceEvent(service: service, change: change, reason: reason, instance: instance.name))
    }

    /// There is another set of instances.
    ///
    /// - Parameters:
    ///   - areOthers: whether it has other instances; else only other ones are in use.
    ///   - current: gives the present set.
    func changed(_ areOthers: Bool, _ current: () -> InstanceSet) {
        // Of two that change it at once, the later one sees what holds.
        let set = current()
        if isPanicking.exchange(set.isPanicking, ordering: .acquiringAndReleasing) != set.isPanicking {
            let present = set.members.filter { !$0.standing.contains(.draining) }
            let well = present.count { $0.standing.isEmpty }
            observer?.serviceChanged(
                ServiceEvent(
                    service: service, change: set.isPanicking ? .panic(well: well, of: present.count) : .panicOver))
        }
        if areOthers { next.withLock { $0 }?() }
    }
}
