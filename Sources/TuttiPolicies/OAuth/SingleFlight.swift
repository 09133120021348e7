internal import Synchronization
package import TuttiCrypto

/// Answers that take long to get, each asked for once, whoever else wants it meanwhile.
///
/// So many are asked for at a time; further ones wait for their turn, in order. Whoever gives up ends nothing that others wait for.
package final class SingleFlight<Answer: Sendable>: Sendable {
    /// Is called with the answer, once, on any thread.
    package typealias Done = @Sendable (Answer) -> Void

    /// What comes of wanting an answer.
    package enum Joined: Sendable {
        /// It will come, unless what is in here is called.
        case waiting(giveUp: @Sendable () -> Void)
        /// It has come in between.
        case known(Answer)
        /// Too many wait already.
        case full
    }

    private struct Flight: Sendable {
        var waiting: [(number: Int, done: Done)]
        /// Begins it; nil once it has begun.
        var begin: (@Sendable (@escaping Done) -> Void)?
    }

    private struct State: Sendable {
        var flights: [SHA256Digest: Flight] = [:]
        /// Those that have not begun, in order; those before `next` have.
        var queue: [SHA256Digest] = []
        var next = 0
        var underWay = 0
        var waiting = 0
        var lastNumber = 0
    }

    private let atOnce: Int
    private let mostWaiting: Int
    private let state = Mutex(State())

    /// As many flights at a time, and as many who wait for their ends, all together.
    package init(atOnce: Int = 128, mostWaiting: Int = 1000) {
        self.atOnce = atOnce
        self.mostWaiting = mostWaiting
    }

    /// How many are being asked for, and how many wait for that.
    package var counts: (underWay: Int, waiting: Int) { state.withLock { ($0.underWay, $0.waiting) } }

    /// Waits for an answer, and asks for it unless that is being done.
    ///
    /// - Parameters:
    ///   - key: what it is about.
    ///   - known: looks whether it has come in between: whoever learns an answer makes it known before its flight ends.
    ///   - done: is called with the answer.
    ///   - begin: asks for it, and calls what it is given with what came of that, once, on any thread.
    /// - Returns: whether it will come.
    package func join(
        _ key: SHA256Digest, known: () -> Answer?, _ done: @escaping Done,
        begin: @escaping @Sendable (@escaping Done) -> Void
    ) -> Joined {
        let (joined, begins) = state.withLock { state -> (Joined, Bool) in
            if state.flights[key] == nil, let answer = known() { return (.known(answer), false) }
            guard state.waiting < mostWaiting else { return (.full, false) }
            state.waiting += 1
            state.lastNumber &+= 1
            let number = state.lastNumber
            let giveUp: @Sendable () -> Void = { [weak self] in self?.leave(key, number) }
            if state.flights[key] != nil {
                state.flights[key]?.waiting.append((number, done))
                return (.waiting(giveUp: giveUp), false)
            }
            let begins = state.underWay < atOnce
            state.flights[key] = Flight(waiting: [(number, done)], begin: begins ? nil : begin)
            if begins { state.underWay += 1 } else { state.queue.append(key) }
            return (.waiting(giveUp: giveUp), begins)
        }
        if begins { run(key, begin) }
        return joined
    }

    private func run(_ key: SHA256Digest, _ begin: @Sendable (@escaping Done) -> Void) {
        begin { [self] answer in ended(key, answer) }
    }

    private func ended(_ key: SHA256Digest, _ answer: Answer) {
        let (flight, next) = state.withLock { state in
            let flight = state.flights.removeValue(forKey: key)
            state.waiting -= flight?.waiting.count ?? 0
            state.underWay -= 1
            return (flight, Self.next(&state))
        }
        if let next { run(next.key, next.begin) }
        for waiter in flight?.waiting ?? [] { waiter.done(answer) }
    }

    /// The flight whose turn it is; nil for none.
    private static func next(_ state: inout State) -> (key: SHA256Digest, begin: @Sendable (@escaping Done) -> Void)? {
        while state.next < state.queue.count {
            let key = state.queue[state.next]
            state.next += 1
            guard let begin = state.flights[key]?.begin else { continue }
            state.flights[key]?.begin = nil
            state.underWay += 1
            // Where there is always one that waits, those that have begun would otherwise stay.
            if state.next > state.queue.count / 2 {
                state.queue.removeFirst(state.next)
                state.next = 0
            }
            return (key, begin)
        }
        state.queue = []
        state.next = 0
        return nil
    }

    /// Whoever waited under that number waits no longer; what nobody waits for any more and has not begun never does.
    private func leave(_ key: SHA256Digest, _ number: Int) {
        let left = state.withLock { state -> Flight? in
            guard let place = state.flights[key]?.waiting.firstIndex(where: { $0.number == number }) else { return nil }
            let former = state.flights[key]
            state.flights[key]?.waiting.remove(at: place)
            state.waiting -= 1
            if let flight = state.flights[key], flight.waiting.isEmpty, flight.begin != nil {
                state.flights[key] = nil
                // Its place in the queue goes with it: who comes and leaves may not make the queue grow.
                if let place = state.queue[state.next...].firstIndex(of: key) { state.queue.remove(at: place) }
            }
            return former
        }
        withExtendedLifetime(left) {}  // released here, not under the lock
    }
}
