internal import TuttiCrypto

/// The requests with an `Idempotency-Key` that are being served, and the responses to those that were.
///
/// A value that is handed the time, in seconds. It is bounded by a number of requests and by bytes. Where it is full, the response that was
/// kept first goes; a request that is being served never does, so that none is served twice at once.
package struct RepeatTable: Sendable {
    private enum Entry: Sendable {
        /// Can transition to: kept, out of the table.
        case running
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

    private let most: Int
    private let mostRunning: Int
    private let mostBytes: Int
    private var rows: [SHA256Digest: Row] = [:]
    /// The kept ones, the oldest first; what is before `orderStart` has gone, as have places whose row has another turn.
    private var order: [Place] = []
    private var orderStart = 0
    private var turns = 0

    /// How many requests are being served.
    private(set) var running = 0
    /// About how many bytes all responses take.
    private(set) var byteCount = 0
    /// How many responses have gone before their time, for want of room.
    private(set) var evicted = 0

    /// An empty table.
    ///
    /// - Parameters:
    ///   - most: the most requests, with and without a response.
    ///   - mostRunning: the most requests that are being served.
    ///   - mostBytes: the most bytes of responses, about.
    package init(most: Int, mostRunning: Int, mostBytes: Int) {
        self.most = max(most, 1)
        self.mostRunning = max(mostRunning, 1)
        self.mostBytes = max(mostBytes, 0)
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
        guard running < mostRunning else { return .unavailable }
        // Two for each that comes: so what is over goes sooner or later, and no request pays for many.
        for _ in 0..<2 { removeOldest(ifOverAt: now) }
        while rows.count >= most { guard evictOldest() else { return .unavailable } }
        rows[request.name] = Row(content: request.content, entry: .running)
        running += 1
        return .first
    }

    /// Keeps the response to a request that is being served.
    package mutating func keep(_ response: KeptResponse, as request: RepeatedRequest, for seconds: Int, now: Int) {
        guard var row = rows[request.name], row.content == request.content, case .running = row.entry else { return }
        turns &+= 1
        let (until, overflow) = now.addingReportingOverflow(max(seconds, 0))
        row.entry = .kept(response, until: overflow ? .max : until)
        row.turn = turns
        rows[request.name] = row
        running -= 1
        order.append(Place(name: request.name, turn: turns))
        byteCount += response.byteCount
        while byteCount > mostBytes { guard evictOldest() else { break } }
        tidy()
    }

    /// Forgets a request that is being served.
    package mutating func forget(_ request: RepeatedRequest) {
        guard let row = rows[request.name], row.content == request.content, case .running = row.entry else { return }
        remove(request.name)
    }

    private mutating func remove(_ name: SHA256Digest) {
        guard let row = rows.removeValue(forKey: name) else { return }
        switch row.entry {
        case .running: running -= 1
        case .kept(let response, _): byteCount -= response.byteCount
        }
    }

    /// The response that was kept first, and until when; nil where none is kept.
    private mutating func oldest() -> (name: SHA256Digest, until: Int)? {
        while orderStart < order.count {
            let place = order[orderStart]
            if let row = rows[place.name], row.turn == place.turn, case .kept(_, let until) = row.entry {
                return (place.name, until)
            }
            orderStart += 1
        }
        return nil
    }

    private mutating func removeOldest(ifOverAt now: Int) {
        if let oldest = oldest(), oldest.until <= now { remove(oldest.name) }
    }

    /// Removes the response that was kept first; false where none is kept.
    private mutating func evictOldest() -> Bool {
        guard let oldest = oldest() else { return false }
        remove(oldest.name)
        evicted &+= 1
        return true
    }

    /// Lets go of places whose response has gone, when they are more than the others.
    private mutating func tidy() {
        guard order.count > 2 * rows.count + 64 else { return }
        order = order[orderStart...].filter { rows[$0.name]?.turn == $0.turn }
        orderStart = 0
    }
}
