internal import Synchronization
internal import TuttiPlan

/// What all calls to one service share, on all lanes.
final class Service: Sendable {
    let plan: ServicePlan
    let gate: ServiceGate
    private let turn = Atomic<Int>(0)

    init(_ plan: ServicePlan) {
        self.plan = plan
        gate = ServiceGate(plan)
    }

    /// The index of the instance whose turn it is (round robin).
    func nextInstance() -> Int {
        guard plan.instances.count > 1 else { return 0 }
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return Int(UInt(bitPattern: turn) % UInt(plan.instances.count))
    }
}
