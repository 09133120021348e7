import TuttiResilience

/// The breaker's rules once more, in the most naive form: every ended call is kept with its moment, every probe with
/// its fate, and each question is answered by going through all of them.
///
/// A vote is a list of results. Shares are compared as fractions.
///
/// Moments are rounded as `ResultWindow` documents it: to multiples of a tenth of the window, rounded up.
struct ReferenceBreaker {
    typealias CallResult = CircuitBreaker.CallResult

    /// A phase is a time between two changes of state.
    enum Phase: Equatable {
        case closed
        case open(since: MonotonicTime)
        case halfOpen
    }

    struct Ticket {
        var phaseNumber: Int
        var callNumber: Int
    }

    let policy: BreakerPolicy
    private(set) var phase = Phase.closed
    private(set) var phaseNumber = 0

    private var ended: [(moment: Int64, results: [CallResult], client: Int)] = []
    private var probes: [Int: CallResult?] = [:]
    private var owners: [Int: Int] = [:]
    /// Probes of clients that had one without success: they have no permit.
    private var unpermitted: Set<Int> = []
    private var asking: Set<Int> = []
    private var doubters: Set<Int> = []
    private var callNumber = 0
    private var latest = Int64.min

    init(policy: BreakerPolicy) {
        self.policy = policy
    }

    /// Nil when the call is rejected.
    mutating func admit(from client: Int, now: MonotonicTime) -> Ticket? {
        callNumber += 1
        let ticket: Ticket
        switch phase {
        case .closed:
            ticket = Ticket(phaseNumber: phaseNumber, callNumber: callNumber)
        case .open(let since):
            guard now - since >= policy.openFor else { return nil }
            change(to: .halfOpen)
            asking = [client]
            owners[callNumber] = client
            ticket = Ticket(phaseNumber: phaseNumber, callNumber: callNumber)
            probes[callNumber] = .some(nil)
        case .halfOpen:
            asking.insert(client)
            let own = probes.filter { owners[$0.key] == client }.map(\.value)
            let isSpent = own.contains { $0 != nil && $0 != .succeeded }
            guard !own.contains(nil), isSpent || inFlight + succeeded < policy.probes else { return nil }
            owners[callNumber] = client
            if isSpent { unpermitted.insert(callNumber) }
            ticket = Ticket(phaseNumber: phaseNumber, callNumber: callNumber)
            probes[callNumber] = .some(nil)
        }
        return ticket
    }

    /// One call, or in a closed breaker several calls of one request.
    mutating func ended(_ ticket: Ticket, _ given: [CallResult], from client: Int, now: MonotonicTime) {
        guard ticket.phaseNumber == phaseNumber else { return }
        switch phase {
        case .closed:
            let results = given.filter { $0 != .ignored }
            guard !results.isEmpty else { return }
            latest = max(latest, now.nanoseconds)
            ended.append((latest, results, client))
            ended = ended.filter { bucket($0.moment) > bucket(latest) - 10 }
            if isIll { change(to: .open(since: now)) }
        case .open:
            break
        case .halfOpen:
            guard let result = given.first else { return }
            probes[ticket.callNumber] = result
            if result == .failed || result == .silent { doubters.insert(client) }
            if probes.values.contains(.unreachable) || (result == .silent && asking == [client])
                || doubters.count >= policy.clients
            {
                change(to: .open(since: now))
            }
            if succeeded >= policy.probes { change(to: .closed) }
        }
    }

    private var isIll: Bool {
        let failures: Set<CallResult> = [.failed, .silent, .unreachable]
        let votes = ended.map(\.results)
        let clients = Set(ended.map(\.client))
        guard votes.count >= policy.minimumCalls, share(of: failures, in: votes) >= policy.failureRatio else {
            return false
        }
        if share(of: [.unreachable], in: votes) >= policy.failureRatio { return true }
        if clients.count == 1, share(of: [.unreachable, .silent], in: votes) >= policy.failureRatio { return true }
        let failing = clients.filter { client in
            share(of: failures, in: ended.filter { $0.client == client }.map(\.results)) >= policy.failureRatio
        }
        return failing.count >= policy.clients
            && Double(failing.count) / Double(clients.count) >= policy.failureRatio
    }

    /// The share of the votes that such results make; a vote is divided among its own, into 256 parts at most.
    private func share(of kinds: Set<CallResult>, in votes: [[CallResult]]) -> Double {
        let parts = votes.map { vote in vote.count { kinds.contains($0) } * 256 / vote.count }
        return Double(parts.reduce(0, +)) / Double(votes.count * 256)
    }

    /// What the breaker should say of itself.
    var state: CircuitBreaker.State {
        switch phase {
        case .closed: .closed
        case .open(let since): .open(until: since + policy.openFor)
        case .halfOpen: .halfOpen(inFlight: inFlight, succeeded: succeeded)
        }
    }

    private var inFlight: Int { probes.count { $0.value == nil && !unpermitted.contains($0.key) } }

    private var succeeded: Int { probes.values.filter { $0 == .succeeded }.count }

    /// The number of the bucket that a moment falls into.
    private func bucket(_ moment: Int64) -> Int64 {
        let length = (policy.window.nanoseconds + 9) / 10
        let intoBucket = ((moment % length) + length) % length
        return (moment - intoBucket) / length
    }

    private mutating func change(to next: Phase) {
        phase = next
        phaseNumber += 1
        ended = []
        probes = [:]
        owners = [:]
        unpermitted = []
        asking = []
        doubters = []
    }
}
