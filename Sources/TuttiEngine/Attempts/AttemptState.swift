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
    struct Release: Sendable, Equatable {
        /// What the permit was given with.
        let ticket: CircuitBreaker.Ticket
        /// What the exchange says about the service.
        let result: CircuitBreaker.CallResult
        /// The index of the instance that it went to; nil for a redirect.
        let instance: Int?
        /// How long the service took to respond; nil for a failure, a status from 500 on, and a redirect.
        let latency: TimeSpan?
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
    /// The service's instances, in the order of their indices.
    private let instances: [PreparedInstance]
    /// What is sent, and the call's deadline.
    let content: CallContent
    /// The call's deadline; `attempt-timeout` may shorten it from the first permit on.
    private var deadline: MonotonicTime
    private var stage = Stage.acquiring
    /// Whether nobody waits for it any more.
    private(set) var isCanceled = false
    /// How many instances it may still be sent to.
    private var instancesLeft: Int
    /// The index of the instance it was sent to last.
    private var instance = 0
    private var exchanges = 0
    private var redirect: Redirect?
    private var trail: RedirectTrail?
    /// The number of the token that it shows; 0 for none.
    private var tokenNumber = 0

    /// An attempt of a request to a service with these instances; the first action is ``Action/acquire``.
    init(_ call: PreparedCall, _ content: CallContent, instances: [PreparedInstance]) {
        self.call = call
        self.content = content
        deadline = content.deadline
        self.instances = instances
        instancesLeft = instances.count
    }

    // MARK: - Events

    /// The service's gate has decided; the attempt's time begins with its permit.
    mutating func decided(_ decision: ServiceGate.Decision, now: MonotonicTime) -> Action {
        guard case .acquired(let ticket) = decision else {
            stage = .finished
            return .finish
        }
        stage = .exchanging(ticket, since: now)
        guard redirect == nil else { return .sendRedirect }
        if let bound = call.attemptTimeout { deadline = min(deadline, now + bound) }
        return .send
    }

    /// What was sent has a result.
    ///
    /// An instance that can't be connected to is passed over for the next one. Nothing has been sent to it, so this does not count as
    /// a second try. One dead instance of several thus neither fails calls nor opens the service's breaker.
    ///
    /// - Returns: what is done with the permit, nil to keep it; and the action after that.
    mutating func exchangeEnded(_ result: UpstreamResult, now: MonotonicTime) -> (release: Release?, action: Action) {
        guard case .exchanging(let ticket, let sentAt) = stage else { return (nil, .finish) }
        if instancesLeft > 0, redirect == nil, !isCanceled, now < deadline, result.isUnconnected {
            return (nil, .send)
        }
        exchanges += 1
        let release: Release
        if let redirect {
            // The result of a foreign host says nothing about the service.
            let isForeign = redirect.hop.isForeign
            release = Release(
                ticket: ticket,
                result: isForeign ? .ignored : call.health.verdict(result, allowed: deadline - sentAt),
                instance: nil, latency: nil)
        } else {
            var latency: TimeSpan?
            if case .response(let response) = result, response.status < 500 { latency = now - sentAt }
            release = Release(
                ticket: ticket, result: call.health.verdict(result, allowed: deadline - sentAt), instance: instance,
                latency: latency)
        }
        let follows = call.followsRedirects && follow(result)
        stage = follows ? .acquiring : .finished
        return (release, follows ? .acquire : .finish)
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

    /// The request to send to an instance; nil when there is no such instance.
    mutating func request(to instance: Int) -> UpstreamRequest? {
        self.instance = instance
        instancesLeft -= 1
        guard instances.indices.contains(instance) else { return nil }
        var request = call.request(content, to: instances[instance], deadline: deadline)
        show(in: &request)
        return request
    }

    /// Adds the token that the service gets.
    private mutating func show(in request: inout UpstreamRequest) {
        guard let sent = content.credential?.sent else { return }
        request.headers.append(HTTPField(name: .authorization, value: sent.value))
        tokenNumber = sent.number
    }

    /// The request that a redirect led to; nil when none is followed.
    mutating func redirectRequest() -> UpstreamRequest? {
        guard let redirect else { return nil }
        var request = call.request(redirect.hop, content, instances: instances, deadline: deadline)
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
        instances.indices.contains(instance) ? call.firstHop(of: content, to: instances[instance]) : nil
    }

    /// Whether the response is a redirect to follow; the request that it leads to needs a permit of its own.
    private mutating func follow(_ result: UpstreamResult) -> Bool {
        guard case .response(let response) = result, let hop = redirect?.hop ?? firstHop else { return false }
        let followed = redirect?.count ?? 0
        switch call.next(after: hop, response, followed: followed, instances: instances) {
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
