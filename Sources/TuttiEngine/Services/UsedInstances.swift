internal import Synchronization

/// The instances that one request has been sent to, so that another attempt goes elsewhere.
final class UsedInstances: Sendable {
    private let used = Mutex<[Int]>([])

    var indices: [Int] { used.withLock { $0 } }

    func add(_ index: Int) {
        used.withLock { $0.append(index) }
    }
}
