internal import HTTPTypes
internal import NIOCore
internal import TuttiCaching
internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// A response that is fetched to be stored, for a client who reads along, or for nobody.
///
/// It goes on when its reader leaves, as long as the response may be stored: others wait for it. It must tell what came of it to
/// ``RouteCache/flights``, once. On its worker's thread alone.
final class CacheFetch: ServiceRequestObserver {
    private enum Stage {
        /// The head has not come. Can transition to: collecting, passing, dropping, over.
        case asking
        /// The response is collected, to be stored with that head. Can transition to: passing, over.
        case collecting(StoredHead)
        /// It isn't stored, and only the reader wants it. Can transition to: over.
        case passing
        /// Nobody wants the rest, which is short, and then the reader gets what is stored. Can transition to: over.
        case dropping(Reuse)
        /// It has ended, or was given up.
        case over
    }

    /// What the reader gets in place of the response that has come.
    private enum Reuse {
        /// The stored response, which a 304 has confirmed; whether it is still stored.
        case validated(StoredResponse, isStored: Bool)
        /// The stored response, since there is an error.
        case standIn(StoredResponse)
    }

    /// As much may wait for a reader of a response that isn't stored.
    private static let mostWaiting = 64 << 10

    private let forward: CachedForward
    private let request: CacheRequest
    private let key: CacheKey
    private let surroundings: CachedExchange.Surroundings
    private let headers: [HTTPField]
    private let stored: StoredResponse?
    private let endpointName: String
    private var isConditional: Bool
    private var stage = Stage.asking
    private var parts: [ByteBuffer] = []
    private var count = 0
    private var isInFlight = true
    private var requestedAt = MonotonicTime.zero
    private var requestedMilliseconds: Int64 = 0
    private var call: ServiceRequest?
    /// The client that gets the response as it comes; nil for none.
    weak var reader: CachedExchange?

    /// A fetch whose caller leads the flight of the key.
    ///
    /// - Parameters:
    ///   - forward: what is asked for.
    ///   - request: the client's.
    ///   - headers: the client's headers as services get them.
    ///   - conditions: by which the service is asked whether the stored response is still what there is; none fetches another one.
    ///   - stored: the stored response.
    ///   - key: what the response is stored as.
    ///   - endpointName: the route's name, by which its responses are purged.
    ///   - surroundings: reaches services, and the store.
    init(
        _ forward: CachedForward, request: CacheRequest, headers: [HTTPField], conditions: [HTTPField],
        stored: StoredResponse?, key: CacheKey, endpointName: String, in surroundings: CachedExchange.Surroundings
    ) {
        self.forward = forward
        self.request = request
        self.stored = stored
        self.key = key
        self.endpointName = endpointName
        self.surroundings = surroundings
        var headers = headers
        headers.removeHeaders(where: CacheRequest.isConditional)
        self.headers = headers + conditions
        isConditional = !conditions.isEmpty
    }

    /// Asks the service; called once.
    func start() {
        ask(headers)
    }

    private func ask(_ headers: [HTTPField]) {
        requestedAt = surroundings.clock.now
        requestedMilliseconds = CalendarTime.millisecondsNow
        let call = ServiceRequest(
            forward.request.request, headers: headers, over: surroundings.streams, clock: surroundings.clock,
            eventLoop: surroundings.eventLoop, observer: self)
        self.call = call
        call.start()
    }

    /// The client reads no more: it has left, or has all that it wants.
    func readerLeft() {
        reader = nil
        if case .passing = stage { giveUp() }
    }

    /// The reader has less to write than it had.
    func readerTakesMore() {
        if case .passing = stage { call?.resume() }
    }

    // MARK: - The flight

    private var mayStore: Bool { isInFlight && surroundings.cache.flights.mayStore(key) }

    private func finish(_ end: RouteCache.End) {
        guard isInFlight else { return }
        isInFlight = false
        surroundings.cache.flights.finish(key, with: end)
    }

    /// Others ask for themselves; for a while all do, unless it is a failure that may soon be over.
    private func release(status: Int?) {
        guard isInFlight else { return }
        isInFlight = false
        // What one client's credentials or headers have led to says nothing of other clients' requests.
        let isLasting = status.map { $0 < 400 } ?? false && !request.hasAuthorization && !request.directives.noStore
        surroundings.cache.flights.release(key, keepsApart: isLasting ? surroundings.clock.now : nil)
    }

    // MARK: - The service

    func informed(_ head: StreamedResponseHead) {
        reader?.informed(head)
    }

    func began(_ head: StreamedResponseHead) {
        let moments = CacheMoments(requested: requestedMilliseconds, received: CalendarTime.millisecondsNow)
        if let stored {
            if head.status == 304, isConditional { return validated(stored, head, moments) }
            if rules.standsIn(stored.head, for: head.status, now: moments.received) {
                finish(.standIn)
                return drop(head, for: .standIn(stored))
            }
        }
        let length = head.length ?? 0
        let storedHead =
            length <= forward.cache.maximumSize && mayStore
            ? rules.store(request, status: head.status, fields: head.headers, moments: moments) : nil
        if let storedHead {
            stage = .collecting(storedHead)
        } else {
            stage = .passing
            release(status: head.status)
            if let stored, head.status < 400 || head.status == 404 || head.status == 410 { forget(stored) }
        }
        guard let reader else {
            if case .passing = stage { giveUp() }
            return
        }
        reader.fetchBegan(
            head, isStored: storedHead != nil, validators: Self.validators(head, storedHead, now: moments))
    }

    func arrived(_ bytes: ByteBuffer) {
        switch stage {
        case .collecting:
            parts.append(bytes)
            count += bytes.readableBytes
            if count > forward.cache.maximumSize {
                stage = .passing
                parts = []
                release(status: 200)
                if reader == nil { return giveUp() }
            }
            pass(bytes)
        case .passing: pass(bytes)
        case .asking, .dropping, .over: break
        }
    }

    func ended(trailers: [HTTPField]) {
        let report = call?.report
        call = nil
        if case .collecting(let head) = stage {
            if mayStore {
                keep(StoredResponse(head, parts: parts, requestedAt: requestedAt))
                finish(.stored)
            } else {
                release(status: nil)
            }
        }
        parts = []
        tell(report)
        if case .dropping(let reuse) = stage { return serve(reuse) }
        stage = .over
        reader?.fetchEnded(trailers: trailers)
    }

    func failed(_ failure: ForwardingFailure) {
        tell(call?.report)
        call = nil
        if case .dropping(let reuse) = stage { return serve(reuse) }
        let isAsking = if case .asking = stage { true } else { false }
        stage = .over
        parts = []
        guard isAsking else {
            release(status: nil)
            reader?.fetchBroke()
            return
        }
        if let stored, rules.standsIn(stored.head, for: nil, now: CalendarTime.millisecondsNow) {
            finish(.standIn)
            return serve(.standIn(stored))
        }
        finish(.failed(failure))
        reader?.fetchFailed(failure)
    }

    private func pass(_ bytes: ByteBuffer) {
        guard let reader else { return }
        reader.fetchArrived(bytes)
        if case .passing = stage, reader.waiting > Self.mostWaiting { call?.pause() }
    }

    private func giveUp() {
        call?.cancel()
        tell(call?.report)
        call = nil
        parts = []
        stage = .over
        release(status: nil)
    }

    /// Drops a response whose head is enough: a short one to its end, so that the connection goes on.
    ///
    /// Then the reader gets what is stored.
    private func drop(_ head: StreamedResponseHead, for reuse: Reuse) {
        stage = .dropping(reuse)
        guard (head.length ?? .max) > ForwardedExchange.mostDropped, head.status != 304 else { return }
        call?.cancel()
        tell(call?.report)
        call = nil
        serve(reuse)
    }

    private func serve(_ reuse: Reuse) {
        stage = .over
        switch reuse {
        case .validated(let response, let isStored): reader?.fetchValidated(response, isStored: isStored)
        case .standIn(let stored): reader?.fetchStandsIn(stored)
        }
    }

    // MARK: - The store

    private var rules: HTTPCache { forward.cache.rules }

    private func validated(_ stored: StoredResponse, _ head: StreamedResponseHead, _ moments: CacheMoments) {
        switch rules.update(stored.head, by: head.headers, for: request, moments: moments) {
        case .updated(let updated):
            let response = StoredResponse(updated, content: stored, requestedAt: requestedAt)
            let isStored = mayStore
            if isStored { keep(response) }
            finish(.stored)
            drop(head, for: .validated(response, isStored: isStored))
        case .servedOnce(let once):
            let response = StoredResponse(once, content: stored, requestedAt: requestedAt)
            forget(stored)
            release(status: 200)
            drop(head, for: .validated(response, isStored: false))
        case .anotherOne:
            call?.cancel()
            tell(call?.report)
            isConditional = false
            ask(headers.filter { $0.name != .ifNoneMatch && $0.name != .ifModifiedSince })
        }
    }

    private func keep(_ response: StoredResponse) {
        surroundings.cache.keep(response, to: request, as: key, tags: tags(of: response.head))
    }

    private func forget(_ stored: StoredResponse) {
        surroundings.cache.remove(key, for: request, tags: tags(of: stored.head))
    }

    private func tags(of head: StoredHead) -> [CacheTag] {
        var tags = forward.tags
        tags.append(CacheTag(.service, forward.service))
        tags.append(CacheTag(.endpoint, endpointName))
        if !forward.isForEverybody { tags.append(forward.targetTag(forward.target)) }
        tags += head.tags.map { CacheTag(.tag, $0) }
        tags += head.groups.map { forward.groupTag($0) }
        return tags
    }

    private func tell(_ report: CallReport?) {
        guard let report else { return }
        if let reader { reader.exchange.calls = [report] } else { surroundings.onReport(report) }
    }

    private static func validators(
        _ head: StreamedResponseHead, _ stored: StoredHead?, now: CacheMoments
    ) -> Validators {
        stored?.validators ?? Validators(tag: head.headers.first { $0.name == .eTag }.flatMap { EntityTag($0.value) })
    }
}
