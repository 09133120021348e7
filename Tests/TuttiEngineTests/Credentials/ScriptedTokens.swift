import Synchronization
import TuttiEngine
import TuttiPolicies
import TuttiResilience
import TuttiUpstream

/// An issuer that gives `t1`, `t2` and so on, or what a test says.
final class ScriptedTokens: TokenSource {
    typealias Start = @Sendable (@escaping @Sendable () -> Void) -> Void

    private struct State {
        var asked: [String?] = []
        var respond: @Sendable (Int) -> TokenOutcome = { .token(Secret("t\($0)"), lifetime: .seconds(100)) }
    }

    private let clock: any UpstreamClock
    private let start: Start
    private let state = Mutex(State())

    /// One that answers when it is started.
    init(by clock: any UpstreamClock, start: @escaping Start = { $0() }) {
        self.clock = clock
        self.start = start
    }

    /// One that answers after a while.
    convenience init(by runtime: any UpstreamRuntime, after time: TimeSpan) {
        self.init(by: runtime) { answer in _ = runtime.schedule(at: runtime.now + time) { answer() } }
    }

    var now: MonotonicTime { clock.now }
    /// The tokens of clients for which one was asked for; nil for one of the gateway itself.
    var asked: [String?] { state.withLock { $0.asked } }

    /// Answers otherwise from now on; the first question has the number 1.
    func answer(_ respond: @escaping @Sendable (Int) -> TokenOutcome) {
        state.withLock { $0.respond = respond }
    }

    func token(for subject: Secret?, _ done: @escaping @Sendable (TokenOutcome) -> Void) {
        let number = state.withLock { state in
            state.asked.append(subject?.text)
            return state.asked.count
        }
        start { [self] in
            let respond = state.withLock { $0.respond }
            done(respond(number))
        }
    }
}
