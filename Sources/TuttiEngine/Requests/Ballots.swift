internal import Synchronization
internal import TuttiResilience

/// What a client's request has seen of the services that it may call more than once: one vote each, cast when it has ended.
///
/// Where an endpoint makes one call without retries to a service, that call's result is the vote and does not come here.
final class Ballots: Sendable {
    private struct Ballot {
        let service: Service
        /// Of the latest call.
        var ticket: CircuitBreaker.Ticket
        var vote: BreakerVote
    }

    private let ballots: Mutex<[Ballot?]>

    /// Room for so many services.
    init(count: Int) {
        ballots = Mutex(Array(repeating: nil, count: count))
    }

    /// A call that was admitted by a closed breaker has ended.
    func note(_ result: CircuitBreaker.CallResult, of service: Service, _ ticket: CircuitBreaker.Ticket, at place: Int)
    {
        ballots.withLock { ballots in
            guard ballots.indices.contains(place) else { return }
            // What was seen before the breaker opened and closed again says nothing of the service any more.
            if let ballot = ballots[place], ballot.ticket == ticket {
                ballots[place]?.vote.add(result)
            } else {
                ballots[place] = Ballot(service: service, ticket: ticket, vote: BreakerVote(result))
            }
        }
    }

    /// The request has ended.
    func cast(from client: ClientGroup, now: MonotonicTime) {
        let ballots = ballots.withLock { ballots in
            defer { ballots = [] }
            return ballots
        }
        for case let ballot? in ballots {
            ballot.service.gate.requestEnded(ballot.ticket, ballot.vote, from: client, now: now)
        }
    }
}

extension Service {
    /// A call that had passed the gate has ended: its place is free, and the breaker is told now or when the request has ended.
    func leave(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, of call: PreparedCall,
        in session: RequestSession, now: MonotonicTime
    ) {
        guard let place = call.ballot, let ballots = session.ballots, !ticket.isProbe else {
            return gate.leave(ticket, result, from: session.client, now: now)
        }
        ballots.note(result, of: self, ticket, at: place)
        gate.leave(ticket, .ignored, from: session.client, now: now)
    }
}
