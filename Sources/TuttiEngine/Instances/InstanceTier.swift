internal import TuttiResilience

/// Instances that a request may go to alike: those of one zone and one priority that are in use.
///
/// A class, so that a request takes one reference and not what is in it.
final class InstanceTier: Sendable {
    let instances: [PreparedInstance]
    /// What each adds to the weights before it; empty where all have the same weight.
    private let ends: [Int]
    /// The sum of the weights.
    private let sum: Int
    /// A number without a common divisor with `sum`, near its golden section: multiples of it are spread evenly.
    private let step: Int

    /// Instances with their weights, each at least 1.
    init(_ instances: [PreparedInstance], weights: [Int]) {
        self.instances = instances
        guard let first = weights.first, weights.contains(where: { $0 != first }) else {
            ends = []
            sum = instances.count
            step = 1
            return
        }
        var sum = 0
        ends = weights.map { weight in
            sum += max(weight, 1)
            return sum
        }
        self.sum = sum
        step = Self.step(for: sum)
    }

    /// Those of them that a test picks.
    func filter(_ isIncluded: (PreparedInstance) -> Bool) -> InstanceTier {
        let indices = instances.indices.filter { isIncluded(instances[$0]) }
        return InstanceTier(indices.map { instances[$0] }, weights: indices.map(weight))
    }

    /// The next one in turn: in each round of as many turns as there are weights, each has as many as its weight, spread over the round.
    func inTurn(_ turn: UInt64) -> PreparedInstance {
        guard !ends.isEmpty else { return instances[Int(turn % UInt64(instances.count))] }
        // Below 2^60: a service has at most 10,000 instances, and a weight is below 2^16.
        return instances[index(at: Int(turn % UInt64(sum)) &* step % sum)]
    }

    /// One by chance, with the weights.
    func any(_ random: UInt64) -> PreparedInstance {
        instances[anyIndex(random)]
    }

    /// The one with the fewest requests in flight for its weight; of equal ones the first from a turn on.
    func leastRequests(from turn: UInt64) -> PreparedInstance {
        let start = Int(turn % UInt64(instances.count))
        return instances[best(from: start) { Double(instances[$0].running) / Double(weight(at: $0)) }]
    }

    /// The better one of two that are drawn with the weights (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing",
    /// 2001): the one where requests are likely to take less time.
    func betterOfTwo(_ random: UInt64, now: @autoclosure () -> MonotonicTime) -> PreparedInstance {
        guard instances.count > 1 else { return instances[0] }
        let one = anyIndex(random)
        var other = anyIndex(random.mixed)
        if other == one {
            // Any other one, each as likely.
            other = (one + 1 + Int(random.mixed % UInt64(instances.count - 1))) % instances.count
        }
        let (first, second, now) = (instances[one], instances[other], now())
        let (firstRunning, secondRunning) = (load(of: first, at: one), load(of: second, at: other))
        let firstLatency = first.latency.microseconds(at: now), secondLatency = second.latency.microseconds(at: now)
        // Latencies that hardly differ are noise: by them, all requests of a quiet time would go to the same instance.
        if firstLatency * 5 >= secondLatency * 4, secondLatency * 5 >= firstLatency * 4 {
            return secondRunning < firstRunning ? second : first
        }
        return Self.cost(secondLatency, secondRunning) < Self.cost(firstLatency, firstRunning) ? second : first
    }

    /// The one with the highest score for a key (Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998), so
    /// that only its own keys move when one comes or goes.
    ///
    /// One that has a quarter more requests in flight than its share is passed over for the next one (Mirrokni, Thorup and
    /// Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018).
    func owner(of key: UInt64) -> PreparedInstance {
        var running = 1
        for instance in instances { running += instance.running }
        let bound = 1.25 * Double(running) / Double(sum)
        func hasRoom(_ index: Int) -> Bool {
            Double(instances[index].running) < (bound * Double(weight(at: index))).rounded(.up)
        }
        let owner = best(from: 0) { score($0, key) }
        if hasRoom(owner) { return instances[owner] }
        return instances[best(from: 0) { hasRoom($0) ? score($0, key) : .infinity }]
    }

    // MARK: - Parts

    private func weight(at index: Int) -> Int {
        ends.isEmpty ? 1 : ends[index] - (index == 0 ? 0 : ends[index - 1])
    }

    /// The score of an instance for a key: the least wins.
    private func score(_ index: Int, _ key: UInt64) -> Double {
        let hash = (key ^ instances[index].identity).mixed
        return ends.isEmpty ? Double(hash) : RendezvousScore.of(hash, weight: weight(at: index))
    }

    private func anyIndex(_ random: UInt64) -> Int {
        let place = Int(random.multipliedFullWidth(by: UInt64(sum)).high)
        return ends.isEmpty ? place : index(at: place)
    }

    /// The index of the instance whose weight covers a place below the sum.
    private func index(at place: Int) -> Int {
        var (low, high) = (0, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > place { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The index with the least score; of equal ones the first from `start` on.
    private func best(from start: Int, _ score: (Int) -> Double) -> Int {
        var best = (index: start, score: Double.infinity)
        for offset in instances.indices {
            let index = (start + offset) % instances.count
            let value = score(index)
            if value < best.score { best = (index, value) }
        }
        return best.index
    }

    /// How long a request is likely to take; where nothing is known, one request at a time finds out.
    private static func cost(_ latency: UInt64, _ running: Double) -> Double {
        latency == 0 ? 1e12 * running : Double(latency) * (running + 1)
    }

    /// The requests in flight, for an average weight.
    private func load(of instance: PreparedInstance, at index: Int) -> Double {
        let running = Double(max(instance.running, 0))
        return ends.isEmpty ? running : running * Double(sum) / Double(instances.count * weight(at: index))
    }

    private static func step(for sum: Int) -> Int {
        var step = max(Int(Double(sum) * 0.618_033_988_75), 1)
        func divisor(_ one: Int, _ other: Int) -> Int { other == 0 ? one : divisor(other, one % other) }
        while divisor(step, sum) != 1 { step += 1 }
        return step
    }
}
