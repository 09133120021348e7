import Synchronization
import Testing
import TuttiDiscovery
import TuttiPlan

/// Looks for the instances of one service, and keeps what was found and what was said.
final class FoundInstances: InstanceConsumer {
    private struct State {
        var sets: [[ServiceInstance]] = []
        var changes: [DiscoveryEvent.Change] = []
    }

    private let state = Mutex(State())

    /// Each set that was found, the empty one at the beginning included.
    var sets: [[ServiceInstance]] { state.withLock { $0.sets } }
    /// The addresses of the last set.
    var addresses: [String] { (sets.last ?? []).map { $0.address ?? $0.host } }
    /// What was said.
    var changes: [DiscoveryEvent.Change] { state.withLock { $0.changes } }
    /// Whether a failure was said.
    func hasFailed(_ failure: LookUpFailure) -> Bool {
        changes.contains { if case .failing(failure, _) = $0 { true } else { false } }
    }

    func instancesFound(_ instances: [ServiceInstance]) {
        state.withLock { $0.sets.append(instances) }
    }

    /// Runs `body` while instances are looked for; the first answer is there, or has taken two seconds.
    static func looking(
        for plan: DiscoveryPlan, servers: String?, _ body: (FoundInstances, ServiceDiscovery) async throws -> Void
    ) async throws {
        let found = FoundInstances()
        let discovery = ServiceDiscovery(servers: servers) { event in
            found.state.withLock { $0.changes.append(event.change) }
        }
        await discovery.follow([ServiceDiscovery.Followed(service: "orders", plan: plan, consumer: found)])
        do {
            try await body(found, discovery)
        } catch {
            await discovery.shutDown()
            throw error
        }
        await discovery.shutDown()
    }
}

/// Waits until something holds that is bound to come, and records an issue when it has not come after two minutes.
func eventually(
    _ what: Comment, at location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    for _ in 0..<12_000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record(what, sourceLocation: location)
}
