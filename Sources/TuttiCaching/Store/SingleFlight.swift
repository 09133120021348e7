internal import Synchronization
package import TuttiResilience

/// Requests for the same response that are made once: the first to ask leads, the others wait for what comes of it.
///
/// Whatever its leader comes to must be told by ``finish(_:with:)`` or ``release(_:keepsApart:)``, exactly once.
package final class SingleFlight<End: Sendable>: Sendable {
    /// What becomes of a request.
    package enum Claim: Sendable {
        /// The caller makes it, and tells what came of it.
        case lead
        /// Somebody else makes it: the callback is called with its end, nil if each has to make its own request.
        case wait(WaiterID)
        /// The caller makes it on its own, and tells nobody: what came of the last one can't be shared, or too many wait.
        case alone
    }

    /// Names one that waits.
    package struct WaiterID: Sendable, Hashable {
        fileprivate let number: UInt64
    }

    /// The most that wait for one response.
    package static var mostWaiters: Int { 1000 }
    /// How long requests are made apart after one whose response can't be stored.
    package static var apartTime: TimeSpan { .seconds(120) }
    /// The most requests of a part that others can wait for.
    private static var mostFlights: Int { 4096 }
    /// The most keys of a part whose requests are made apart.
    private static var mostApart: Int { 4096 }

    private struct Flight {
        let startedAt: MonotonicTime
        var waiters: [(id: WaiterID, tell: @Sendable (End?) -> Void)] = []
        /// Whether the response may have changed since it was asked for: nobody shares or stores it.
        var isOutdated = false
    }

    private struct State {
        var flights: [CacheKey: Flight] = [:]
        /// Until when requests are made apart.
        var apart: [UInt64: MonotonicTime] = [:]
        var nextID: UInt64 = 0
    }

    private final class Part: Sendable {
        let state = Mutex(State())
    }

    private let parts: [Part]

    /// Nothing in flight.
    package init() {
        parts = (0..<16).map { _ in Part() }
    }

    /// Asks for a response.
    ///
    /// - Parameters:
    ///   - key: what is asked for.
    ///   - now: the present.
    ///   - purged: when something was purged last: who comes after that shares nothing that was asked for before.
    ///   - tell: is called once where the claim is to wait, on any thread; the end is nil where the caller is to ask for itself.
    /// - Returns: what the caller does.
    package func claim(
        _ key: CacheKey, now: MonotonicTime, purged: MonotonicTime = MonotonicTime(nanoseconds: .min),
        tell: @escaping @Sendable (End?) -> Void
    ) -> Claim {
        part(of: key).state.withLock { state in
            if !state.apart.isEmpty, let until = state.apart[key.hash] {
                if now < until { return .alone }
                state.apart[key.hash] = nil
            }
            guard var flight = state.flights[key] else {
                guard state.flights.count < Self.mostFlights else { return .alone }
                state.flights[key] = Flight(startedAt: now)
                return .lead
            }
            guard !flight.isOutdated, flight.startedAt > purged, flight.waiters.count < Self.mostWaiters else {
                return .alone
            }
            let id = WaiterID(number: state.nextID)
            state.nextID &+= 1
            // Taken out, so that the array is not copied.
            state.flights[key] = nil
            flight.waiters.append((id, tell))
            state.flights[key] = flight
            return .wait(id)
        }
    }

    /// Whether nobody makes the request now: then the caller leads.
    package func lead(_ key: CacheKey, now: MonotonicTime) -> Bool {
        part(of: key).state.withLock { state in
            if let until = state.apart[key.hash], now < until { return false }
            guard state.flights[key] == nil, state.flights.count < Self.mostFlights else { return false }
            state.flights[key] = Flight(startedAt: now)
            return true
        }
    }

    /// Waits no longer; false where the callback was, or is being, called.
    @discardableResult
    package func leave(_ key: CacheKey, _ id: WaiterID) -> Bool {
        part(of: key).state.withLock { state in
            guard let place = state.flights[key]?.waiters.firstIndex(where: { $0.id == id }) else { return false }
            state.flights[key]?.waiters.remove(at: place)
            return true
        }
    }

    /// What is being asked for now may be outdated by something that happens: it is neither shared nor stored.
    package func outdate(_ key: CacheKey) {
        part(of: key).state.withLock { $0.flights[key]?.isOutdated = true }
    }

    /// Whether what the leader of a flight has got may be stored.
    package func mayStore(_ key: CacheKey) -> Bool {
        part(of: key).state.withLock { $0.flights[key]?.isOutdated == false }
    }

    /// Ends a flight: all that wait get its end.
    package func finish(_ key: CacheKey, with end: End) {
        let flight = part(of: key).state.withLock { $0.flights.removeValue(forKey: key) }
        guard let flight else { return }
        for waiter in flight.waiters { waiter.tell(flight.isOutdated ? nil : end) }
    }

    /// Ends a flight whose response can't be shared: all that wait make their own request.
    ///
    /// - Parameters:
    ///   - key: what was asked for.
    ///   - now: the present, if requests of this key are not to wait for each other for a while.
    package func release(_ key: CacheKey, keepsApart now: MonotonicTime? = nil) {
        let flight = part(of: key).state.withLock { state in
            if let now {
                if state.apart.count >= Self.mostApart { state.apart = state.apart.filter { $0.value > now } }
                if state.apart.count >= Self.mostApart { state.apart = [:] }
                state.apart[key.hash] = now + Self.apartTime
            }
            return state.flights.removeValue(forKey: key)
        }
        for waiter in flight?.waiters ?? [] { waiter.tell(nil) }
    }

    private func part(of key: CacheKey) -> Part { parts[Int(truncatingIfNeeded: key.hash >> 48) & 15] }
}
