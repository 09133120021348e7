import Synchronization

/// What concurrent code has done, in order.
final class Recorder<Element: Sendable>: Sendable {
    private let recorded = Mutex<[Element]>([])

    var elements: [Element] { recorded.withLock { $0 } }
    var count: Int { recorded.withLock { $0.count } }

    @discardableResult
    func append(_ element: Element) -> Int {
        recorded.withLock { recorded in
            recorded.append(element)
            return recorded.count
        }
    }
}
