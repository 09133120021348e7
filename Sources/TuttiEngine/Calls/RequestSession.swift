internal import Synchronization
internal import TuttiResilience

/// What the calls of one client's request share.
final class RequestSession: Sendable {
    /// The responses that are kept, of all requests.
    let responses: ResponseCache
    /// The requests made so far; nil where no two calls of the endpoint can make the same.
    let memo: RequestMemo?
    /// How many calls have changed something: a response from before one is none for a call that begins after it.
    let writes = Atomic(0)
    /// When the client's request came, in seconds since 1970.
    let secondsSince1970: Int
    /// When it came on the clock of its worker.
    let startedAt: MonotonicTime
    /// What circuit breakers know of the client.
    let client: ClientGroup
    /// The votes on services that the request may call more than once.
    let ballots: Ballots

    init(
        responses: ResponseCache, remembers: Bool, secondsSince1970: Int, startedAt: MonotonicTime,
        client: ClientGroup = ClientGroup(number: 0), ballotCount: Int = 0
    ) {
        self.responses = responses
        self.client = client
        ballots = Ballots(count: ballotCount)
        memo = remembers ? RequestMemo() : nil
        self.secondsSince1970 = secondsSince1970
        self.startedAt = startedAt
    }
}
