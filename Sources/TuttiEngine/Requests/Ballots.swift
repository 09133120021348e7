internal import Synchronization
internal import TuttiResilience

/// What a client's request has seen of the services that it may call more than once: one vote each, cast when it has ended.
///
/// Where an endpoint makes one call without retries to a service, that call's result is the vote and does not come here.
struct Ballots: ~Copyable, Sendable {
    /// What was seen of one service.
    ///
    /// Not private: for a value without copies that is stored in a class of another file, the compiler must see it there.
    struct Ballot: BitwiseCopyable {
        /// Of the latest call; nil before the first one.
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

    /// A call that was admitted by a closed breaker has ended.
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

    /// The request has ended: each vote goes to its service, whose index stands at the place of the vote.
    func cast(on indices: [Int], of services: [Service], from client: ClientGroup, now: MonotonicTime) {
        let ballots = ballots.withLock { $0 }
        for (ballot, index) in zip(ballots, indices) {
            guard let ticket = ballot.ticket else { continue }
            services[index].gate.requestEnded(ticket, ballot.vote, from: client, now: now)
        }
    }
}

extension Service {
    /// Releases the permit of a call that has ended; the breaker learns the result now, or when the client's request has ended.
    func release(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, of call: PreparedCall,
        in session: RequestSession, now: MonotonicTime
    ) {
        guard let place = call.ballot, !ticket.isProbe else {
            return gate.release(ticket, result, from: session.client, now: now)
        }
        session.ballots.note(result, ticket, at: place)
        gate.release(ticket, .ignored, from: session.client, now: now)
    }
}
