internal import Synchronization
internal import TuttiResilience

/// The votes of one client's request on the services that it may call more than once: one vote each, cast when it has ended.
///
/// Where an endpoint makes one call without retries to a service, that call's result is the vote and does not come here.
struct Ballots: ~Copyable, Sendable {
    /// The vote on one service so far.
    ///
    /// Not private: for a value without copies that is stored in a class of another file, the compiler must see it there.
    struct Ballot: BitwiseCopyable {
        /// That of the latest call; nil before the first one has ended.
        var ticket: CircuitBreaker.Ticket?
        var vote = BreakerVote()
    }

    private let count: Int
    /// Empty until the first call has ended.
    private let ballots = Mutex<[Ballot]>([])

    /// Room for so many services.
    init(count: Int) {
        self.count = count
    }

    /// Adds the result of a call that was admitted by a closed breaker.
    func note(_ result: CircuitBreaker.CallResult, _ ticket: CircuitBreaker.Ticket, at place: Int) {
        ballots.withLock { ballots in
            // Not `Array(repeating:count:)`: it looks its type up at run time, which takes 900 instructions.
            if ballots.isEmpty { ballots = (0..<count).map { _ in Ballot() } }
            guard ballots.indices.contains(place) else { return }
            // What was seen before the breaker opened and closed again says nothing of the service any more.
            if ballots[place].ticket != ticket { ballots[place] = Ballot(ticket: ticket) }
            ballots[place].vote.add(result)
        }
    }

    /// Tells each vote to the breaker of its service, when the request has ended; the services' indices are in the order of the votes.
    func cast(on indices: [Int], of services: [Service], from client: ClientGroup, now: MonotonicTime) {
        let ballots = ballots.withLock { $0 }
        for (ballot, index) in zip(ballots, indices) {
            guard let ticket = ballot.ticket else { continue }
            services[index].gate.requestEnded(ticket, ballot.vote, from: client, now: now)
        }
    }
}
