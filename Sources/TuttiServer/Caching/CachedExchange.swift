internal import HTTPTypes
internal import NIOCore
internal import TuttiCaching
internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// Answers one request of a route with `cache`: from what is stored, by a fetch that it leads or waits for, or by the service alone.
///
/// What becomes of it, ``HTTPCache`` says. On its worker's thread alone.
final class CachedExchange: ExchangeHandler {
    /// What it reaches services and the store by.
    struct Surroundings {
        let cache: RouteCache
        let streams: any UpstreamStreams
        let clock: any UpstreamClock
        let eventLoop: any EventLoop
        /// Forwards a request without the cache.
        let forwarded: (Exchange) -> ForwardedExchange
        /// Is told what has become of a request to a service that no client reads along.
        let onReport: (CallReport) -> Void
    }

    /// So often it leads or waits: a response that is stored for other requests alone, or must be validated, leads to another round.
    private static let mostRounds = 2

    let exchange: Exchange
    private let forward: CachedForward
    private let request: CacheRequest
    private let key: CacheKey
    private let surroundings: Surroundings
    private var rounds = 0
    private var reason = CacheStatus.Forwarding.uriMiss
    private var waiter: RouteCache.WaiterID?
    private var patience: Scheduled<Void>?
    private var fetch: CacheFetch?
    private var body = PassingBody()

    private init(
        _ forward: CachedForward, of exchange: Exchange, request: CacheRequest, key: CacheKey,
        in surroundings: Surroundings
    ) {
        self.forward = forward
        self.exchange = exchange
        self.request = request
        self.key = key
        self.surroundings = surroundings
    }

    /// Begins; called once, while the exchange is being decided.
    static func start(_ forward: CachedForward, of exchange: Exchange, in surroundings: Surroundings) {
        let head = exchange.request
        let method = head.method ?? .get
        let origin = "\(exchange.client.rules.isSecure ? "https" : "http")://\(head.authority.lowercased())"
        let key = forward.key(origin: origin)
        let isRead = method == .get || method == .head
        guard isRead, head.bodyLength == .known(0), !head.asksForUpgrade, !head.awaitsContinue else {
            if !isRead {
                invalidates(forward, exchange, method, key: key, origin: origin, in: surroundings)
            }
            show(CacheStatus(isRead ? .bypass : .method), on: exchange)
            return surroundings.forwarded(exchange).start()
        }
        let request = forward.cacheRequest(method: method, fields: head.headers.fields)
        CachedExchange(forward, of: exchange, request: request, key: key, in: surroundings).begin()
    }

    private func begin() {
        exchange.stream(to: self)
        decide()
    }

    /// Looks up what is stored, and acts on it.
    private func decide() {
        let now = CalendarTime.millisecondsNow
        let found = surroundings.cache.find(key, request)
        let verdict = forward.cache.rules.lookUp(
            request, stored: found.stored?.head, hasOthers: found.hasOthers, purged: found.isPurged ? now : nil,
            now: now)
        switch (verdict, found.stored) {
        case (.fresh, let stored?): serve(stored, collapsedOrHit(stored, now), now)
        case (.staleWhileRevalidate(let conditions), let stored?):
            refresh(conditions, stored)
            let left = stored.head.freshness(at: now)
            serve(stored, .hit(freshFor: left, detail: "stale-while-revalidate"), now)
        case (.validate(let conditions, let reason), let stored): ask(conditions, stored, reason)
        case (.fetch(let reason), let stored): ask([], stored, reason)
        case (.pass(let reason), _): pass(reason)
        case (.onlyIfCached, _), (.fresh, nil), (.staleWhileRevalidate, nil): refuse()
        }
    }

    private func ask(_ conditions: [HTTPField], _ stored: StoredResponse?, _ reason: CacheStatus.Forwarding) {
        if rounds == 0 { self.reason = reason }
        guard rounds < Self.mostRounds else { return pass(reason) }
        rounds += 1
        let bound = NIOLoopBound(self, eventLoop: surroundings.eventLoop)
        let claim = surroundings.cache.flights.claim(
            key, now: surroundings.clock.now, purged: surroundings.cache.lastPurge
        ) {
            [eventLoop = surroundings.eventLoop] end in
            eventLoop.execute { bound.value.told(end) }
        }
        switch claim {
        case .lead:
            let fetch = makeFetch(conditions, stored)
            fetch.reader = self
            self.fetch = fetch
            fetch.start()
        case .wait(let id):
            waiter = id
            patience = surroundings.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(forward.timeout)) {
                self.waitedLongEnough()
            }
        case .alone: pass(reason)
        }
    }

    private func makeFetch(_ conditions: [HTTPField], _ stored: StoredResponse?) -> CacheFetch {
        CacheFetch(
            forward, request: request,
            headers: exchange.request.forwardedHeaders(of: exchange.client, expectsContinue: false),
            conditions: conditions, stored: stored, key: key, endpointName: exchange.endpointName, in: surroundings)
    }

    /// Fetches a newer response that nobody waits for, unless somebody does so already.
    private func refresh(_ conditions: [HTTPField], _ stored: StoredResponse) {
        guard surroundings.cache.flights.lead(key, now: surroundings.clock.now) else { return }
        makeFetch(conditions, stored).start()
    }

    /// The fetch that it has waited for is over.
    private func told(_ end: RouteCache.End?) {
        guard waiter != nil else { return }
        stopWaiting()
        guard exchange.awaitsResponse else { return }
        switch end {
        case .stored?: decide()
        case .standIn?, .failed?:
            let now = CalendarTime.millisecondsNow
            let found = surroundings.cache.find(key, request)
            if let stored = found.stored, forward.cache.rules.standsIn(stored.head, for: nil, now: now) {
                serve(stored, .hit(freshFor: stored.head.freshness(at: now), detail: "stale-if-error"), now)
            } else if case .failed(let failure)? = end {
                fetchFailed(failure)
            } else {
                pass(reason)
            }
        case nil: pass(reason)
        }
    }

    private func waitedLongEnough() {
        guard let waiter, surroundings.cache.flights.leave(key, waiter) else { return }
        stopWaiting()
        pass(reason)
    }

    private func stopWaiting() {
        waiter = nil
        patience?.cancel()
        patience = nil
    }

    private func pass(_ reason: CacheStatus.Forwarding) {
        guard exchange.awaitsResponse else { return }
        Self.show(CacheStatus(reason), on: exchange)
        surroundings.forwarded(exchange).takeOver()
    }

    private func refuse() {
        let problem = ProblemDetails(
            status: 504, title: "Nothing stored",
            detail: "The request asks for a stored response alone, and there is none that is fresh.")
        exchange.send(ComposedResponse(problem, requestID: exchange.id))
    }

    private func collapsedOrHit(_ stored: StoredResponse, _ now: Int64) -> CacheStatus {
        rounds > 0
            ? CacheStatus(reason, isCollapsed: true) : .hit(freshFor: stored.head.freshness(at: now))
    }

    private static func show(_ status: CacheStatus, on exchange: Exchange) {
        exchange.cacheUse = status.use
        exchange.editHead { $0.headers.append(HTTPField(name: .cacheStatus, value: status.text)) }
    }

    /// Has the response to a request that changes something make invalid what is stored (RFC 9111, 4.4).
    private static func invalidates(
        _ forward: CachedForward, _ exchange: Exchange, _ method: HTTPRequest.Method, key: CacheKey, origin: String,
        in surroundings: Surroundings
    ) {
        let authorities = [exchange.request.authority, forward.authority].filter { !$0.isEmpty }
        exchange.editHead { head in
            guard
                let invalid = CacheInvalidation(
                    method: method, target: forward.target, authorities: authorities, status: head.status,
                    fields: head.headers)
            else { return }
            let now = surroundings.clock.now
            for target in invalid.targets {
                surroundings.cache.invalidate(
                    target == forward.target ? key : forward.key(origin: origin, target: target))
                if !forward.isForEverybody {
                    surroundings.cache.purge(forward.targetTag(target), isSoft: false, now: now)
                }
            }
            for group in invalid.groups {
                surroundings.cache.purge(forward.groupTag(group), isSoft: false, now: now)
            }
        }
    }
}

/// What the client does.
extension CachedExchange {
    func bodyArrived(_ bytes: ByteBuffer) {}

    func bodyEnded(trailers: [HTTPField]) {}

    func clientLeft() {
        if let waiter { surroundings.cache.flights.leave(key, waiter) }
        stopWaiting()
        leaveFetch()
        body = PassingBody()
    }

    func writabilityChanged() {
        writeOn()
    }
}

/// What its fetch comes to, and what is written.
extension CachedExchange {
    /// How many bytes wait to be written.
    var waiting: Int { body.waiting }

    /// An interim response.
    func informed(_ head: StreamedResponseHead) {
        if head.status == 100 { return }
        exchange.inform(
            ResponseHead(
                status: head.status,
                headers: ForwardedHeaders.response(head.headers, to: exchange, changes: HeaderChanges())))
    }

    /// The response begins, which passes by as it comes.
    func fetchBegan(_ head: StreamedResponseHead, isStored: Bool, validators: Validators) {
        let selection = StoredSelection(
            status: head.status, fields: head.headers, validators: validators, for: request, length: head.length,
            now: CalendarTime.millisecondsNow)
        begin(
            selection, CacheStatus(reason, status: forwardStatus(head, selection), isStored: isStored), isWhole: false)
    }

    private func forwardStatus(_ head: StreamedResponseHead, _ selection: StoredSelection) -> Int? {
        head.status == selection.status ? nil : head.status
    }

    /// A part of it has come.
    func fetchArrived(_ bytes: ByteBuffer) {
        body.add(bytes)
        writeOn()
    }

    /// All of it has come.
    func fetchEnded(trailers: [HTTPField]) {
        fetch = nil
        body.isComplete = true
        body.trailers = trailers
        if !trailers.isEmpty {
            ForwardedHeaders.removeFromTrailers(&body.trailers, changes: forward.request.responseHeaders)
        }
        writeOn()
    }

    /// The rest of it won't come.
    func fetchBroke() {
        fetch = nil
        body = PassingBody()
        exchange.abort()
    }

    /// There is no response.
    func fetchFailed(_ failure: ForwardingFailure) {
        fetch = nil
        Self.show(CacheStatus(reason), on: exchange)
        exchange.send(failure.response(requestID: exchange.id))
    }

    /// The stored response is still what there is.
    func fetchValidated(_ response: StoredResponse, isStored: Bool) {
        leaveFetch()
        serve(response, CacheStatus(reason, status: 304, isStored: isStored), CalendarTime.millisecondsNow)
    }

    /// The stored response is served in place of an error.
    func fetchStandsIn(_ stored: StoredResponse) {
        leaveFetch()
        let now = CalendarTime.millisecondsNow
        serve(stored, .hit(freshFor: stored.head.freshness(at: now), detail: "stale-if-error"), now)
    }

    private func serve(_ stored: StoredResponse, _ status: CacheStatus, _ now: Int64) {
        let selection = StoredSelection(of: stored.head, for: request, length: stored.length, now: now)
        body = PassingBody(stored.pieces)
        begin(selection, status, isWhole: true)
    }

    private func begin(_ selection: StoredSelection, _ status: CacheStatus, isWhole: Bool) {
        var headers = ForwardedHeaders.response(
            selection.fields, to: exchange, changes: forward.request.responseHeaders)
        exchange.cacheUse = status.use
        headers.append(HTTPField(name: .cacheStatus, value: status.text))
        let range = selection.range ?? 0..<0
        let isOpen = range.upperBound == .max
        body.select(range)
        exchange.begin(
            ResponseHead(status: selection.status, headers: headers), length: isOpen ? .unknown : .known(range.count))
        guard !exchange.isBodiless, !range.isEmpty else {
            leaveFetch()
            body = PassingBody()
            return exchange.end()
        }
        writeOn()
    }

    /// Writes as much as the client takes.
    private func writeOn() {
        let before = body.waiting
        while exchange.isWritable, let bytes = body.next() { exchange.write(bytes) }
        if body.isAtEnd {
            let trailers = body.trailers
            body = PassingBody()
            leaveFetch()
            return exchange.end(trailers: trailers)
        }
        if body.waiting < before, exchange.isWritable { fetch?.readerTakesMore() }
    }

    private func leaveFetch() {
        let left = fetch
        fetch = nil
        left?.readerLeft()
    }
}
