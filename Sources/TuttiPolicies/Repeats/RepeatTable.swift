internal import TuttiCrypto

/// The requests with an `Idempotency-Key` that are being served, and the responses to those that were.
///
/// A value that is handed the time, in seconds. Where bytes are scarce, of the responses that were kept first only the status stays: so
/// nobody who fills the table has the requests of others served twice. Where there are too many requests, those go that have been here
/// longest; a request that is being served never does, so that none is served twice at once.
package struct RepeatTable: Sendable {
    /// How much is in it at most.
    package struct Bounds: Sendable {
        /// The most bytes of the body of a response that is kept.
        package static let longest = 1 << 20

        /// The most requests, with and without a response.
        package var most = 100_000
        /// The most bytes of responses, about.
        package var mostBytes = 64 << 20
        /// The most requests that are being served.
        package var mostRunning = 10_000
        /// The most of these of one endpoint.
        package var mostRunningOfEndpoint = 2_500
        /// The most bytes of their bodies; one request may have more when it is alone.
        package var mostRunningBytes = 256 << 20

        /// The bounds that hold.
        package init() {}
    }

    /// How much is in it, and what has gone.
    package struct Figures: Sendable, Equatable {
        /// The requests that are being served.
        package var running = 0
        /// The requests whose response, or its status, is kept.
        package var kept = 0
        /// About how many bytes all responses take.
        package var bytes = 0
        /// How many responses had to go before their time, so that only their status is kept.
        package var shortened = 0
        /// How many requests had to be forgotten before their time.
        package var forgotten = 0
    }

    private enum Entry: Sendable {
        /// Can transition to: kept, out of the table.
        case running(bytes: Int, endpoint: String)
        /// Until that second. Can transition to: out of the table.
        case kept(KeptResponse, until: Int)
    }

    private struct Row: Sendable {
        let content: SHA256Digest
        var entry: Entry
        /// The number of its place in `order`; 0 while it is running.
        var turn = 0
    }

    /// A response, in the order in which they were kept.
    private struct Place: Sendable {
        let name: SHA256Digest
        /// Whether the row is still the one that was kept then.
        let turn: Int
    }

    private let bounds: Bounds
    private var rows: [SHA256Digest: Row] = [:]
    /// The kept ones, the oldest first; what is before `orderStart` has gone, as have places whose row has another turn.
    private var order: [Place] = []
    private var orderStart = 0
    /// Of what is before this place, no more than the status is kept.
    private var wholeStart = 0
    private var turns = 0
    /// By endpoint: how many requests are being served.
    private var runningOfEndpoint: [String: Int] = [:]
    private var runningBytes = 0

    /// How much is in it, and what has gone.
    private(set) var figures = Figures()

    /// An empty table.
    package init(_ bounds: Bounds) {
        self.bounds = bounds
    }

    /// How many requests are in it.
    var count: Int { rows.count }
    /// How many places are remembered, those included whose response has gone.
    var placeCount: Int { order.count }

    /// Says what a request is, and remembers it if it is the first one.
    package mutating func claim(_ request: RepeatedRequest, now: Int) -> RepeatVerdict {
        if let row = rows[request.name] {
            switch row.entry {
            case .running: return row.content == request.content ? .running : .otherContent
            case .kept(let response, let until) where until > now:
                return row.content == request.content ? .response(response) : .otherContent
            case .kept: remove(request.name)
            }
        }
        guard hasRoom(for: request) else { return .unavailable }
        // Two for each that comes: so what is over goes sooner or later, and no request pays for many.
        for _ in 0..<2 { removeOldest(ifOverAt: now) }
        while rows.count >= bounds.most { guard forgetOldest(now: now) else { return .unavailable } }
        rows[request.name] = Row(
            content: request.content, entry: .running(bytes: request.byteCount, endpoint: request.endpoint))
        figures.running += 1
        runningOfEndpoint[request.endpoint, default: 0] += 1
        runningBytes += request.byteCount
        return .first
    }

    /// Keeps the response to a request that is being served.
    package mutating func keep(_ response: KeptResponse, as request: RepeatedRequest, for seconds: Int, now: Int) {
        guard let row = rows[request.name], row.content == request.content, case .running = row.entry else { return }
        remove(request.name)
        turns &+= 1
        let (until, overflow) = now.addingReportingOverflow(max(seconds, 0))
        rows[request.name] = Row(
            content: request.content, entry: .kept(response, until: overflow ? .max : until), turn: turns)
        order.append(Place(name: request.name, turn: turns))
        figures.kept += 1
        figures.bytes += response.byteCount
        while figures.bytes > bounds.mostBytes {
            guard shortenOldest(now: now) || forgetOldest(now: now) else { break }
        }
        tidy()
    }

    /// Forgets a request that is being served.
    package mutating func forget(_ request: RepeatedRequest) {
        guard let row = rows[request.name], row.content == request.content, case .running = row.entry else { return }
        remove(request.name)
    }

    private func hasRoom(for request: RepeatedRequest) -> Bool {
        guard figures.running > 0 else { return true }
        return figures.running < bounds.mostRunning
            && runningOfEndpoint[request.endpoint, default: 0] < bounds.mostRunningOfEndpoint
            && request.byteCount <= bounds.mostRunningBytes - runningBytes
    }

    private mutating func remove(_ name: SHA256Digest) {
        guard let row = rows.removeValue(forKey: name) else { return }
        switch row.entry {
        case .running(let bytes, let endpoint):
            figures.running -= 1
            runningBytes -= bytes
            let left = runningOfEndpoint[endpoint, default: 1] - 1
            runningOfEndpoint[endpoint] = left > 0 ? left : nil
        case .kept(let response, _):
            figures.kept -= 1
            figures.bytes -= response.byteCount
        }
    }

    /// Until when the response at a place is kept; nil where it has gone.
    private func kept(at place: Place) -> (response: KeptResponse, until: Int)? {
        guard let row = rows[place.name], row.turn == place.turn, case .kept(let response, let until) = row.entry
        else { return nil }
        return (response, until)
    }

    /// The response that was kept first, and until when; nil where none is kept.
    private mutating func oldest() -> (name: SHA256Digest, until: Int)? {
        while orderStart < order.count {
            let place = order[orderStart]
            if let kept = kept(at: place) { return (place.name, kept.until) }
            orderStart += 1
        }
        return nil
    }

    private mutating func removeOldest(ifOverAt now: Int) {
        if let oldest = oldest(), oldest.until <= now { remove(oldest.name) }
    }

    /// Removes the request whose response was kept first; false where none is kept.
    private mutating func forgetOldest(now: Int) -> Bool {
        guard let oldest = oldest() else { return false }
        remove(oldest.name)
        if oldest.until > now { figures.forgotten &+= 1 }
        return true
    }

    /// Keeps only the status of the oldest response that is whole, or removes it when it is over; false where none is but the newest.
    private mutating func shortenOldest(now: Int) -> Bool {
        wholeStart = max(wholeStart, orderStart)
        while wholeStart < order.count - 1 {
            let place = order[wholeStart]
            wholeStart += 1
            guard let (response, until) = kept(at: place) else { continue }
            guard until > now else {
                remove(place.name)
                return true
            }
            guard response.isWhole else { continue }
            let short = KeptResponse(onlyStatus: response.status)
            rows[place.name]?.entry = .kept(short, until: until)
            figures.bytes += short.byteCount - response.byteCount
            figures.shortened &+= 1
            return true
        }
        return false
    }

    /// Lets go of places whose response has gone, when they are more than the others.
    private mutating func tidy() {
        guard order.count > 2 * rows.count + 64 else { return }
        let short = order[orderStart..<max(wholeStart, orderStart)].filter { rows[$0.name]?.turn == $0.turn }
        order = short + order[max(wholeStart, orderStart)...].filter { rows[$0.name]?.turn == $0.turn }
        (orderStart, wholeStart) = (0, short.count)
    }
}
