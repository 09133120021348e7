import Synchronization

@testable import TuttiReactor

/// Notes what it is told of a descriptor.
final class Watcher: DescriptorObserver, Sendable {
    let events = Log<DescriptorEvents>()
    let stops = Log<Bool>()

    func descriptorIsReady(_ events: DescriptorEvents) { self.events.append(events) }
    func reactorStops() { stops.append(true) }
}

/// What concurrent code has done, in order.
final class Log<Element: Sendable>: Sendable {
    private let kept = Mutex<[Element]>([])

    var elements: [Element] { kept.withLock { $0 } }
    var count: Int { elements.count }

    func append(_ element: Element) { kept.withLock { $0.append(element) } }
}
