import Synchronization
import TuttiEngine

/// Keeps what an observer is told of instances.
final class SeenEvents: ServiceObserver {
    private let list = Mutex<[ServiceEvent]>([])

    /// All that is about instances, in order.
    var ofInstances: [ServiceEvent] {
        list.withLock { events in
            events.filter { event in
                switch event.change {
                case .ejected, .returned, .unhealthy, .healthy, .panic, .panicOver, .unfit, .draining, .drained: true
                case .breaker, .limiter, .failing, .succeeding, .unexpected: false
                }
            }
        }
    }

    func serviceChanged(_ event: ServiceEvent) {
        list.withLock { $0.append(event) }
    }
}
