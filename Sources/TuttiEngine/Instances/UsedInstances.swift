internal import Synchronization

/// The instances that one request has been sent to, each as often as it was, so that another attempt goes elsewhere.
final class UsedInstances: Sendable {
    private let used = Mutex<[PreparedInstance]>([])

    var instances: [PreparedInstance] { used.withLock { $0 } }

    func add(_ instance: PreparedInstance) {
        used.withLock { $0.append(instance) }
    }
}
