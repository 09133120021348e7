import Synchronization
import TuttiResilience
import TuttiUpstream

/// An issuer in virtual time: it answers each request as a test says, and runs timers when the test lets time go by.
final class ScriptedIssuer: UpstreamRuntime {
    private struct State {
        var now = MonotonicTime.zero
        var requests: [UpstreamRequest] = []
        var respond: @Sendable (String) -> UpstreamResult
        var timers: [(number: Int, time: MonotonicTime, action: @Sendable () -> Void)] = []
        var number = 0
    }

    private let state: Mutex<State>

    init(_ respond: @escaping @Sendable (_ target: String) -> UpstreamResult) {
        state = Mutex(State(respond: respond))
    }

    /// What was asked for.
    var requests: [String] { sent.map { "\($0.instance.origin)\($0.target)" } }
    /// What was sent.
    var sent: [UpstreamRequest] { state.withLock { $0.requests } }
    var now: MonotonicTime { state.withLock { $0.now } }
    let jitter = 0.0

    /// Answers otherwise from now on.
    func answer(_ respond: @escaping @Sendable (_ target: String) -> UpstreamResult) {
        state.withLock { $0.respond = respond }
    }

    /// Lets time go by, and runs what is due.
    func pass(_ span: TimeSpan) {
        let due = state.withLock { state in
            state.now = state.now + span
            let due = state.timers.filter { $0.time <= state.now }
            state.timers.removeAll { $0.time <= state.now }
            return due
        }
        for timer in due { timer.action() }
    }

    /// Whether something is due by then.
    func isDue(within span: TimeSpan) -> Bool {
        state.withLock { state in state.timers.contains { $0.time <= state.now + span } }
    }

    func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange {
        let respond = state.withLock { state in
            state.requests.append(request)
            return state.respond
        }
        observer.exchangeEnded(tag, respond(request.target))
        return .ended
    }

    func cancel(_ exchange: UpstreamExchange) {}

    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        let number = state.withLock { state in
            state.number += 1
            state.timers.append((state.number, time, action))
            return state.number
        }
        return UpstreamTimer { [weak self] in
            guard let self else { return }
            state.withLock { $0.timers.removeAll { $0.number == number } }
        }
    }
}
