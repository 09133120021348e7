internal import TuttiEngine
internal import TuttiResilience

/// What one event loop has counted since the start.
///
/// Only its event loop writes it, so it is plain integers in arrays; a scrape asks each loop for a copy and adds them up.
struct LoopMetrics: Sendable {
    /// The requests of one endpoint by status: a few pairs, searched from the front.
    struct Requests: Sendable, Equatable {
        /// Statuses with how many requests ended with them.
        var statuses: [(status: Int, count: Int)] = []
        /// How long they took.
        var durations = Histogram()
        /// Parts of responses that could not be rendered.
        var responseFailures = 0

        static func == (left: Requests, right: Requests) -> Bool {
            left.durations == right.durations && left.responseFailures == right.responseFailures
                && left.statuses.elementsEqual(right.statuses, by: ==)
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
    }

    /// Every outcome of a call, in the order in which they are counted.
    static let outcomes = CallOutcome.all.sorted { $0.place < $1.place }

    /// By endpoint of the plan; the last are the requests that have none.
    private(set) var requests: [Requests]
    /// By service of the plan.
    private(set) var calls: [Calls]
    /// Requests that have begun and not ended.
    private(set) var running = 0
    /// Connections refused because there were too many.
    var refusedConnections = 0

    /// Nothing counted yet.
    init(endpoints: Int, services: Int) {
        requests = Array(repeating: Requests(), count: endpoints + 1)
        calls = Array(repeating: Calls(), count: services)
    }

    /// A request has begun.
    mutating func requestStarted() {
        running &+= 1
    }

    /// A request has ended.
    mutating func requestEnded(endpoint: Int?, status: Int, nanoseconds: Int64, responseFailures: Int = 0) {
        running &-= 1
        let index = endpoint.flatMap { requests.indices.contains($0) ? $0 : nil } ?? requests.count - 1
        requests[index].responseFailures &+= responseFailures
        requests[index].add(status: status)
        requests[index].durations.observe(nanoseconds: nanoseconds)
    }

    /// A call has ended.
    mutating func callEnded(_ call: CallReport) {
        let place = call.outcome.place
        guard calls.indices.contains(call.service), calls[call.service].outcomes.indices.contains(place) else { return }
        calls[call.service].outcomes[place] &+= 1
        // What was refused at the service's gate took microseconds, which say nothing of the service.
        if call.wasSent { calls[call.service].durations.observe(nanoseconds: call.duration.nanoseconds) }
        if call.connectionReused == true { calls[call.service].reused &+= 1 }
    }

    /// Adds what another event loop has counted of the same plan.
    mutating func add(_ other: LoopMetrics) {
        for (index, theirs) in other.requests.enumerated() where requests.indices.contains(index) {
            for (status, count) in theirs.statuses { requests[index].add(status: status, count: count) }
            requests[index].durations.add(theirs.durations)
            requests[index].responseFailures &+= theirs.responseFailures
        }
        for (index, theirs) in other.calls.enumerated() where calls.indices.contains(index) {
            for outcome in theirs.outcomes.indices { calls[index].outcomes[outcome] &+= theirs.outcomes[outcome] }
            calls[index].durations.add(theirs.durations)
            calls[index].reused &+= theirs.reused
        }
        running &+= other.running
        refusedConnections &+= other.refusedConnections
    }
}
