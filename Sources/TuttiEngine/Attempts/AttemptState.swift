internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// One attempt of a request as a state machine: it gets a permit, is sent to an instance, and follows redirects.
///
/// A value without a task, a clock or a socket. Its owner reports what has happened and does what the action returned says:
/// ``OneShotExecutor`` in a task, ``InFlightCalls`` without one, as messages arrive in its mailbox.
struct AttemptState: Sendable {
    /// What the owner does next.
    enum Action: Sendable, Equatable {
        /// Acquire a permit of the service's gate, and report the decision by ``decided(_:now:)``.
        case acquire
        /// Choose an instance, send ``request(to:)``, and report the result by ``exchangeEnded(_:now:)``.
        case send
        /// Send ``redirectRequest()``, and report the result by ``exchangeEnded(_:now:)``.
        case sendRedirect
        /// Take the attempt's end from ``end(_:)``.
        case finish
    }

    /// What the owner does with its permit when an exchange has ended.
    struct Release: Sendable {
        /// What the permit was given with.
        let ticket: CircuitBreaker.Ticket
        /// What the exchange says about the service.
        let result: CircuitBreaker.CallResult
        /// Whether it went to where a redirect led, and to no instance.
        let isRedirect: Bool
        /// How long the service took to respond; nil for a failure, a status from 500 on, and a redirect.
        let latency: TimeSpan?
    }

    /// What follows from the end of an exchange.
    struct Ended: Sendable {
        /// What is done with the permit; nil to keep it.
        let release: Release?
        /// What is done after that.
        let action: Action
        /// What the exchange says about the instance that it went to.
        let verdict: CircuitBreaker.CallResult
        /// How long the exchange took.
        let time: TimeSpan
    }

    private enum Stage: Sendable {
        /// Without a permit. Can transition to: exchanging, finished.
        case acquiring
        /// With a permit since that moment. Can transition to: acquiring (to follow a redirect), finished.
        case exchanging(CircuitBreaker.Ticket, since: MonotonicTime)
        /// Can transition to: nothing.
        case finished
    }

    /// A redirect that is followed; an object, because hardly any attempt has one.
    private final class Redirect: Sendable {
        let hop: RedirectHop
        /// How many were followed, this one included.
        let count: Int

        init(_ hop: RedirectHop, count: Int) {
            self.hop = hop
            self.count = count
        }
    }

    private let call: PreparedCall
    /// The service's instances when the attempt got its permit; nil before.
    private(set) var instances: InstanceSet?
    /// What is sent, and the call's deadline.
    let content: CallContent
    /// The call's deadline; `attempt-timeout` may shorten it from the first permit on.
    private var deadline: MonotonicTime
    private var stage = Stage.acquiring
    /// Whether nobody waits for it any more.
    private(set) var isCanceled = false
    /// How many instances it was sent to.
    private(set) var instancesTried = 0
    /// The instance that it was sent to last.
    private(set) var instance: PreparedInstance?
    /// When it was sent to that one.
    private var sentAt = MonotonicTime.zero
    private var exchanges = 0
    private var redirect: Redirect?
    private var trail: RedirectTrail?
    /// The number of the token that it shows; 0 for none.
    private var tokenNumber = 0

    /// An attempt of a request; the first action is ``Action/acquire``.
    init(_ call: PreparedCall, _ content: CallContent) {
        self.call = call
        self.content = content
        deadline = content.deadline
    }

    // MARK: - Events

    /// The service's gate has decided; the attempt's time begins with its permit, and it keeps to the instances that there are then.
    mutating func decided(
        _ decision: ServiceGate.Decision, among instances: @autoclosure () -> InstanceSet, now: MonotonicTime
    ) -> Action {
        guard case .acquired(let ticket) = decision else {
            stage = .finished
            return .finish
        }
        stage = .exchanging(ticket, since: now)
        sentAt = now
        guard redirect == nil else { return .sendRedirect }
        self.instances = instances()
        if let bound = call.attemptTimeout { deadline = min(deadline, now + bound) }
        return .send
    }

    /// What was sent has a result.
    ///
    /// An instance that can't be connected to is passed over for the next one. Nothing has been sent to it, so this does not count as
    /// a second try. One dead instance of several thus neither fails calls nor opens the service's breaker.
    ///
    /// - Returns: what follows.
    mutating func exchangeEnded(_ result: UpstreamResult, now: MonotonicTime) -> Ended {
        guard case .exchanging(let ticket, let since) = stage else {
            return Ended(release: nil, action: .finish, verdict: .ignored, time: .zero)
        }
        let time = now - sentAt
        let verdict = call.health.verdict(result, allowed: deadline - since)
        if mayGoElsewhere, redirect == nil, !isCanceled, now < deadline, result.isUnconnected {
            sentAt = now
            return Ended(release: nil, action: .send, verdict: verdict, time: time)
        }
        exchanges += 1
        let release: Release
        if let redirect {
            // The result of a foreign host says nothing about the service.
            release = Release(
                ticket: ticket, result: redirect.hop.isForeign ? .ignored : verdict, isRedirect: true, latency: nil)
        } else {
            var latency: TimeSpan?
            if case .response(let response) = result, response.status < 500 { latency = now - since }
            release = Release(ticket: ticket, result: verdict, isRedirect: false, latency: latency)
        }
        let follows = call.followsRedirects && follow(result)
        stage = follows ? .acquiring : .finished
        return Ended(release: release, action: follows ? .acquire : .finish, verdict: verdict, time: time)
    }

    /// There is no instance to send it to; returns what it has a permit by, to give that back.
    mutating func foundNoInstance() -> CircuitBreaker.Ticket? {
        guard case .exchanging(let ticket, _) = stage else { return nil }
        stage = .finished
        return ticket
    }

    /// Nobody waits for the attempt any more: what it has sent may still end, but it sends nothing else.
    mutating func cancel() {
        isCanceled = true
    }

    // MARK: - Questions

    /// Why the attempt turns down a permit it queued for; nil if it uses it.
    func refusal(now: MonotonicTime) -> ServiceGate.Decision? {
        if isCanceled { return .canceled }
        return content.deadline <= now ? .late : nil
    }

    /// The request to send to an instance.
    mutating func request(to instance: PreparedInstance) -> UpstreamRequest {
        self.instance = instance
        instancesTried += 1
        var request = call.request(content, to: instance, deadline: deadline)
        show(in: &request)
        return request
    }

    /// Whether there are instances that it was not sent to.
    private var mayGoElsewhere: Bool { instances.map { instancesTried < $0.mostTried } ?? false }

    /// Adds the token that the service gets.
    private mutating func show(in request: inout UpstreamRequest) {
        guard let sent = content.credential?.sent else { return }
        request.headers.append(HTTPField(name: .authorization, value: sent.value))
        tokenNumber = sent.number
    }

    /// The request that a redirect led to; nil when none is followed.
    mutating func redirectRequest() -> UpstreamRequest? {
        guard let redirect else { return nil }
        var request = call.request(
            redirect.hop, content, from: instance, instances: instances?.members ?? [], deadline: deadline)
        // As any header that may be a secret, it stays with the service.
        if !redirect.hop.isForeign { show(in: &request) }
        return request
    }

    /// The attempt's end, with what was sent and received last, or why nothing was sent.
    func end(_ result: RequestEnd.Result) -> RequestEnd {
        var end = RequestEnd(result: result, attempts: exchanges, trail: trail)
        end.tokenNumber = tokenNumber
        return end
    }

    /// The request that was sent to an instance, which may answer it with a redirect.
    private var firstHop: RedirectHop? {
        instance.map { call.firstHop(of: content, to: $0) }
    }

    /// Whether the response is a redirect to follow; the request that it leads to needs a permit of its own.
    private mutating func follow(_ result: UpstreamResult) -> Bool {
        guard case .response(let response) = result, let hop = redirect?.hop ?? firstHop else { return false }
        let followed = redirect?.count ?? 0
        switch call.next(after: hop, response, followed: followed, instances: instances?.members ?? []) {
        case .none:
            return false
        case .stop(let why):
            trail = RedirectTrail(followed: followed, note: why)
            return false
        case .follow(let next):
            redirect = Redirect(next, count: followed + 1)
            trail = RedirectTrail(followed: followed + 1)
            return true
        }
    }
}
