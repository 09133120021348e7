internal import Synchronization
internal import TuttiPlan

/// Chooses the instance of a service that gets the next request, by the service's `balance`; shared by all workers.
final class LoadBalancer: Sendable {
    private let balance: Balance
    /// The instances, which never change: others are for another balancer to choose from.
    let instances: [PreparedInstance]
    private let turn = Atomic<Int>(0)

    init(_ plan: ServicePlan) {
        balance = plan.balance
        instances = plan.instances.map(PreparedInstance.init)
    }

    /// The index of the next instance.
    ///
    /// - Parameters:
    ///   - target: the request target, which `hash` goes by.
    ///   - used: the instances that this request has been sent to, each as often as it was: those with the fewest come first.
    ///   - chance: a number from 0 to 1, for `random`.
    /// - Returns: an index into ``instances``; 0 where there is one instance or none.
    func next(for target: String, avoiding used: [Int] = [], chance: @autoclosure () -> Double) -> Int {
        guard instances.count > 1 else { return 0 }
        let free = used.isEmpty ? [] : leastUsed(used)
        let start = Int(UInt(bitPattern: turn.wrappingAdd(1, ordering: .relaxed).oldValue) % UInt(instances.count))
        switch balance {
        case .roundRobin:
            return free.isEmpty || free.contains(start) ? start : free[start % free.count]
        case .random:
            let place = Int(min(max(chance(), 0), 0.999_999) * Double(free.isEmpty ? instances.count : free.count))
            return free.isEmpty ? place : free[place]
        case .leastRequests:
            return least(of: free.isEmpty ? Array(instances.indices) : free, from: start) { index in
                instances[index].running.load(ordering: .relaxed)
            }
        case .hash:
            // The highest of the scores (Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998):
            // when an instance comes or goes, only its own share of the requests moves.
            let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }
            return least(of: free.isEmpty ? Array(instances.indices) : free, from: 0) { index in
                Int(truncatingIfNeeded: path.fnv1a(from: instances[index].identity).mixed >> 1)
            }
        }
    }

    /// Counts a request that is sent to an instance.
    func began(_ index: Int) {
        guard balance == .leastRequests, instances.indices.contains(index) else { return }
        instances[index].running.add(1, ordering: .relaxed)
    }

    /// Counts the end of a request to an instance.
    func ended(_ index: Int) {
        guard balance == .leastRequests, instances.indices.contains(index) else { return }
        instances[index].running.subtract(1, ordering: .relaxed)
    }

    /// The instances that a request was sent to least often.
    private func leastUsed(_ used: [Int]) -> [Int] {
        var uses = [Int](repeating: 0, count: instances.count)
        for index in used where uses.indices.contains(index) { uses[index] += 1 }
        let least = uses.min() ?? 0
        return uses.indices.filter { uses[$0] == least }
    }

    /// The index with the least score; of equal ones the first from `start` on, so that they take turns.
    private func least(of indices: [Int], from start: Int, _ score: (Int) -> Int) -> Int {
        var best = (index: 0, score: Int.max)
        for offset in indices.indices {
            let index = indices[(start + offset) % indices.count]
            let value = score(index)
            if value < best.score { best = (index, value) }
        }
        return best.index
    }
}
