internal import Synchronization
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// A token that a service gets, which all calls share that show the same.
///
/// It is asked for once, whoever needs it meanwhile, and renewed by whoever needs it when most of its time is over; until the new one is
/// there, the old one is used for as long as it is good.
final class HeldToken: Sendable {
    /// A token as it is sent.
    struct Sent: Sendable, Equatable {
        /// The value of `Authorization`.
        let value: String
        /// A number that no earlier one has, from 1; 0 for one that nobody renews.
        let number: Int
    }

    /// Whether there is a token.
    enum Standing: Sendable, Equatable {
        /// There is.
        case ready
        /// It is being asked for.
        case awaited
        /// There is none, for that reason.
        case failed(String)
    }

    /// What comes of waiting until nobody is being asked any more.
    enum Waiting: Sendable, Equatable {
        /// Nobody is.
        case over
        /// It has that number for ``leave(_:)``.
        case began(Int)
        /// Too many wait.
        case refused
    }

    /// How many may wait.
    static let mostWaiting = 1000
    /// Why there is no token for one more.
    static let crowded = "too many requests wait for its token"

    private struct State: Sendable {
        var sent: Sent?
        var schedule = TokenSchedule()
        var isAsking = false
        var failure = "there is none"
        var waiting: [Int: @Sendable () -> Void] = [:]
        /// The number of the next that waits.
        var next = 0

        mutating func failed(_ why: String, at now: MonotonicTime) {
            failure = why
            schedule.failed(at: now)
        }
    }

    /// What tells responses to requests with this token apart from those with another one; empty where all clients get the same.
    let owner: [UInt8]
    private let source: (any TokenSource)?
    private let subject: Secret?
    private let state: Mutex<State>

    /// A token that is asked for when it is needed.
    init(from source: any TokenSource, subject: Secret? = nil, owner: [UInt8] = []) {
        self.source = source
        self.subject = subject
        self.owner = owner
        state = Mutex(State())
    }

    /// A token that is there, and that nobody renews.
    init(_ token: Secret) {
        source = nil
        subject = nil
        owner = Array(token.text.utf8)
        state = Mutex(State(sent: Sent(value: "Bearer \(token.text)", number: 0)))
    }

    /// The token that is sent now; nil before there was one.
    var sent: Sent? { state.withLock { $0.sent } }

    /// Whether there is a token; asks for one where that is due.
    func standing() -> Standing {
        guard let source else { return .ready }
        let now = source.now
        let (standing, asks) = state.withLock { state -> (Standing, Bool) in
            let asks = !state.isAsking && state.schedule.isDue(at: now)
            if asks { state.isAsking = true }
            if state.schedule.isGood(at: now) { return (.ready, asks) }
            return (state.isAsking ? .awaited : .failed(state.failure), asks)
        }
        if asks { ask(source) }
        return standing
    }

    /// A service has taken a token with that number for none: whether there is another one, or one is being asked for.
    ///
    /// A service that takes no token at all has none replaced more than once in 10 s, whatever is sent to it.
    func refused(_ number: Int) -> Bool {
        guard let source else { return false }
        let now = source.now
        let (helps, asks) = state.withLock { state -> (Bool, Bool) in
            if let sent = state.sent, sent.number != number { return (true, false) }
            if state.isAsking { return (true, false) }
            guard state.schedule.mayReplace(at: now) else { return (false, false) }
            state.isAsking = true
            return (true, true)
        }
        if asks { ask(source) }
        return helps
    }

    /// Calls `action` when nobody is being asked any more, on any thread; where the waiting hasn't begun, it isn't called.
    func whenSettled(_ action: @escaping @Sendable () -> Void) -> Waiting {
        state.withLock { state in
            guard state.isAsking else { return .over }
            guard state.waiting.count < Self.mostWaiting else { return .refused }
            state.next &+= 1
            state.waiting[state.next] = action
            return .began(state.next)
        }
    }

    /// Who has waited under that number does so no longer.
    func leave(_ number: Int) { state.withLock { _ = $0.waiting.removeValue(forKey: number) } }

    private func ask(_ source: any TokenSource) {
        source.token(for: subject) { [self] outcome in
            let now = source.now
            let waiting = state.withLock { state in
                switch outcome {
                case .token(let token, let lifetime) where lifetime.map { $0 > .zero } ?? true:
                    state.sent = Sent(value: "Bearer \(token.text)", number: (state.sent?.number ?? 0) + 1)
                    state.schedule.succeeded(at: now, lifetime: lifetime)
                case .token: state.failed("its token is over already", at: now)
                case .failed(let failure): state.failed(failure, at: now)
                }
                state.isAsking = false
                defer { state.waiting = [:] }
                return state.waiting.sorted { $0.key < $1.key }.map(\.value)
            }
            for action in waiting { action() }
        }
    }
}

extension HeldToken {
    /// Waits until there is a token, or none can be had; returns why there is none, nil where there is one.
    nonisolated(nonsending) func refusal(
        until deadline: MonotonicTime, by clock: some UpstreamClock & UpstreamTimers
    ) async -> CallEnd? {
        while true {
            switch standing() {
            case .ready: return nil
            case .failed(let why): return .failed(.credentials, why)
            case .awaited:
                switch await settled(until: deadline, by: clock) {
                case true?: continue
                case nil: return .failed(.credentials, Self.crowded)
                case false?:
                    return Task.isCancelled
                        ? CallEnd(refusal: .canceled) : .failed(.credentials, "its token has not come in time")
                }
            }
        }
    }

    /// Waits until nobody is being asked any more; false when the time is over, or the task is cancelled, before that, and nil where too many
    /// wait.
    nonisolated(nonsending) func settled(
        until deadline: MonotonicTime, by clock: some UpstreamClock & UpstreamTimers
    ) async -> Bool? {
        let suspension = TaskSuspension()
        switch whenSettled({ suspension.end(.completed) }) {
        case .over: return true
        case .refused: return nil
        case .began(let number):
            let timer = clock.schedule(at: deadline) { suspension.end(.interrupted) }
            defer {
                timer.cancel()
                leave(number)
            }
            return await suspension.wait() == .completed
        }
    }
}
