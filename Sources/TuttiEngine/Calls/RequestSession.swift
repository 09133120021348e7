internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience

/// What the calls of one client's request share.
final class RequestSession: Sendable {
    /// The response cache, which all requests share.
    let caches: ResponseCaches
    /// The requests made so far; nil where no two calls of the endpoint can make the same one.
    let memo: RequestMemo?
    /// How many calls have changed something: a call that begins afterwards uses no response from before.
    let writes = Atomic(0)
    /// How much work is left for checking responses by `expects`: see ``JSONSchema/firstFault(in:at:sharing:)``.
    let checkingSteps = Atomic(RequestSession.mostCheckingSteps)
    /// When the client's request arrived, in seconds since 1970.
    let secondsSince1970: Int
    /// When it arrived, on the clock of its worker.
    let startedAt: MonotonicTime
    /// How long the response is fresh that is made of those of the calls; nil where nobody asks.
    let freshness: PartFreshness?
    /// Which group of clients it belongs to, for circuit breakers.
    let client: ClientGroup
    /// What `hash` of a service goes by, by the name of the service.
    typealias BalanceKey = (service: String, key: UInt64)
    private let balanceKeys: [BalanceKey]
    /// The votes on services that the request may call more than once.
    let ballots: Ballots

    /// About 30 ms, during which its worker does nothing else.
    static let mostCheckingSteps = 1 << 20

    init(
        caches: ResponseCaches, remembers: Bool, secondsSince1970: Int, startedAt: MonotonicTime,
        client: ClientGroup = ClientGroup(number: 0), ballotCount: Int = 0, balanceKeys: [BalanceKey] = [],
        freshness: PartFreshness? = nil
    ) {
        self.caches = caches
        self.freshness = freshness
        self.client = client
        self.balanceKeys = balanceKeys
        ballots = Ballots(count: ballotCount)
        memo = remembers ? RequestMemo() : nil
        self.secondsSince1970 = secondsSince1970
        self.startedAt = startedAt
    }

    /// What `hash` goes by for a request of that target to a service.
    func balanceKey(of service: Service, target: String) -> UInt64 {
        balanceKeys.first { $0.service == service.plan.name }?.key ?? Service.balanceKey(of: target)
    }
}
