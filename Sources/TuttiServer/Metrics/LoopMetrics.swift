internal import TuttiEngine
internal import TuttiResilience

/// What one event loop has counted since the start.
///
/// Only its event loop writes it, so it is plain integers in arrays; a scrape asks each loop for a copy and adds them up.
/// The indices into the arrays are those of ``MetricNames``: they outlive the plan, and there are never fewer of them.
struct LoopMetrics: Sendable {
    /// The requests of one endpoint by status: a few pairs, searched from the front.
    struct Requests: Sendable, Equatable {
        /// Statuses with how many requests ended with them.
        var statuses: [(status: Int, count: Int)] = []
        /// How long they took.
        var durations = Histogram()
        /// Parts of responses that could not be rendered.
        var responseFailures = 0
        /// What the response cache had to do with them, by the place of the use; empty as long as it had nothing.
        var cacheUses: [Int] = []

        static func == (left: Requests, right: Requests) -> Bool {
            left.durations == right.durations && left.responseFailures == right.responseFailures
                && left.cacheUses == right.cacheUses && left.statuses.elementsEqual(right.statuses, by: ==)
        }

        /// Counts requests with which the response cache had so much to do.
        mutating func add(_ use: CacheUse, count: Int = 1) {
            if cacheUses.isEmpty { cacheUses = [Int](repeating: 0, count: CacheUse.allCases.count) }
            cacheUses[use.rawValue] &+= count
        }

        /// Counts requests.
        mutating func add(status: Int, count: Int = 1) {
            if let index = statuses.firstIndex(where: { $0.status == status }) {
                statuses[index].count &+= count
            } else {
                statuses.append((status, count))
            }
        }
    }

    /// The calls to one service.
    struct Calls: Sendable, Equatable {
        /// How many ended with each of ``LoopMetrics/outcomes``.
        var outcomes = [Int](repeating: 0, count: LoopMetrics.outcomes.count)
        /// How long those took whose request left for the service.
        var durations = Histogram()
        /// Responses that came over a connection that was already open.
        var reused = 0
        /// Calls that were taken back, and that could not be.
        var undos = (undone: 0, failed: 0)

        static func == (left: Calls, right: Calls) -> Bool {
            left.outcomes == right.outcomes && left.durations == right.durations && left.reused == right.reused
                && left.undos == right.undos
        }
    }

    /// Every outcome of a call, in the order in which they are counted.
    static let outcomes = CallOutcome.all.sorted { $0.place < $1.place }

    /// By endpoint; the first are the requests that have none.
    private(set) var requests: [Requests] = [Requests()]
    /// By service.
    private(set) var calls: [Calls] = []
    /// Requests that have begun and not ended.
    private(set) var running = 0
    /// Requests refused because there was too much to do, by the rank of their importance.
    var shed = [0, 0, 0]
    /// Requests with an `Idempotency-Key`, by the place of their mark.
    var repeats = [Int](repeating: 0, count: RepeatMark.allCases.count)
    /// Connections refused because there were too many.
    var refusedConnections = 0
    /// Requests that came by HTTP/2.
    var http2Requests = 0
    /// Requests of clients that were asked who they are: who was known, who had shown nothing, whose credentials were not accepted.
    var identities = (accepted: 0, missing: 0, refused: 0)
    /// Requests that a rule of `allow` has refused.
    var forbiddenRequests = 0
    /// TLS handshakes of clients that have ended.
    var handshakes = (completed: 0, failed: 0)

    /// Connections closed because they didn't begin with a header of the PROXY protocol.
    var proxyHeaderFailures = 0

    /// Makes room for so many endpoints, the one of requests without any included, and services.
    mutating func grow(endpoints: Int, services: Int) {
        requests += repeatElement(Requests(), count: max(endpoints - requests.count, 0))
        calls += repeatElement(Calls(), count: max(services - calls.count, 0))
    }

    /// A request has begun.
    mutating func requestStarted() {
        running &+= 1
    }

    /// A request has ended that is counted at this index.
    mutating func requestEnded(
        endpoint: Int, status: Int, nanoseconds: Int64, responseFailures: Int = 0, cacheUse: CacheUse? = nil
    ) {
        running &-= 1
        let index = requests.indices.contains(endpoint) ? endpoint : MetricNames.noEndpoint
        requests[index].responseFailures &+= responseFailures
        requests[index].add(status: status)
        requests[index].durations.observe(nanoseconds: nanoseconds)
        if let cacheUse { requests[index].add(cacheUse) }
    }

    /// A call has ended to the service that is counted at this index.
    mutating func callEnded(_ call: CallReport, service: Int) {
        let place = call.outcome.place
        guard calls.indices.contains(service), calls[service].outcomes.indices.contains(place) else { return }
        calls[service].outcomes[place] &+= 1
        // What was refused at the service's gate took microseconds, which say nothing of the service.
        if call.wasSent { calls[service].durations.observe(nanoseconds: call.duration.nanoseconds) }
        if call.connectionReused == true { calls[service].reused &+= 1 }
        switch call.undo {
        case nil: break
        case .undone: calls[service].undos.undone &+= 1
        case .failed: calls[service].undos.failed &+= 1
        }
    }

    /// Adds what another event loop has counted.
    mutating func add(_ other: LoopMetrics) {
        grow(endpoints: other.requests.count, services: other.calls.count)
        for (index, theirs) in other.requests.enumerated() {
            for (status, count) in theirs.statuses { requests[index].add(status: status, count: count) }
            requests[index].durations.add(theirs.durations)
            requests[index].responseFailures &+= theirs.responseFailures
            for (use, count) in zip(CacheUse.allCases, theirs.cacheUses) { requests[index].add(use, count: count) }
        }
        for (index, theirs) in other.calls.enumerated() {
            for outcome in theirs.outcomes.indices { calls[index].outcomes[outcome] &+= theirs.outcomes[outcome] }
            calls[index].durations.add(theirs.durations)
            calls[index].reused &+= theirs.reused
            calls[index].undos.undone &+= theirs.undos.undone
            calls[index].undos.failed &+= theirs.undos.failed
        }
        running &+= other.running
        for rank in shed.indices { shed[rank] &+= other.shed[rank] }
        for place in repeats.indices { repeats[place] &+= other.repeats[place] }
        refusedConnections &+= other.refusedConnections
        http2Requests &+= other.http2Requests
        proxyHeaderFailures &+= other.proxyHeaderFailures
        handshakes.completed &+= other.handshakes.completed
        handshakes.failed &+= other.handshakes.failed
        identities.accepted &+= other.identities.accepted
        identities.missing &+= other.identities.missing
        identities.refused &+= other.identities.refused
        forbiddenRequests &+= other.forbiddenRequests
    }
}
