import TuttiResilience

/// The breaker's rules once more, in the most naive form: every ended call is kept with its moment, every probe with
/// its fate, and each question is answered by going through all of them.
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

    private var ended: [(moment: Int64, failed: Bool)] = []
    private var probes: [Int: CallResult?] = [:]
    private var callNumber = 0
    private var latest = Int64.min

    init(policy: BreakerPolicy) {
        self.policy = policy
    }

    /// Nil when the call is rejected.
    mutating func admit(now: MonotonicTime) -> Ticket? {
        callNumber += 1
        let ticket: Ticket
        switch phase {
        case .closed:
            ticket = Ticket(phaseNumber: phaseNumber, callNumber: callNumber)
        case .open(let since):
            guard now - since >= policy.openFor else { return nil }
            change(to: .halfOpen)
            ticket = Ticket(phaseNumber: phaseNumber, callNumber: callNumber)
            probes[callNumber] = .some(nil)
        case .halfOpen:
            guard underWay + succeeded < policy.probes else { return nil }
            ticket = Ticket(phaseNumber: phaseNumber, callNumber: callNumber)
            probes[callNumber] = .some(nil)
        }
        return ticket
    }

    mutating func callEnded(_ ticket: Ticket, _ result: CallResult, now: MonotonicTime) {
        guard ticket.phaseNumber == phaseNumber else { return }
        switch phase {
        case .closed:
            guard result != .ignored else { return }
            latest = max(latest, now.nanoseconds)
            ended.append((latest, result == .failed))
            ended = ended.filter { bucket($0.moment) > bucket(latest) - 10 }
            let failures = ended.filter(\.failed).count
            if ended.count >= policy.minimumCalls, Double(failures) / Double(ended.count) >= policy.failureRatio {
                change(to: .open(since: now))
            }
        case .open:
            break
        case .halfOpen:
            probes[ticket.callNumber] = result
            if probes.values.contains(.failed) { change(to: .open(since: now)) }
            if succeeded == policy.probes { change(to: .closed) }
        }
    }

    /// What the breaker should say of itself.
    var state: CircuitBreaker.State {
        switch phase {
        case .closed: .closed
        case .open(let since): .open(until: since + policy.openFor)
        case .halfOpen: .halfOpen(underWay: underWay, succeeded: succeeded)
        }
    }

    private var underWay: Int { probes.values.filter { $0 == nil }.count }

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
    }
}
