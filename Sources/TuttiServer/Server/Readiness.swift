internal import Synchronization

/// Whether the gateway wants traffic.
final class Readiness: Sendable {
    /// What the gateway is doing.
    enum State: Int, Sendable {
        /// The listener is not open yet. Can transition to: ready.
        case starting
        /// Requests are served. Can transition to: draining.
        case ready
        /// The server is being drained: no new connections are wanted.
        case draining
    }

    /// Begins the drain; returns false when it has begun already.
    func beginDraining() -> Bool {
        raw.exchange(State.draining.rawValue, ordering: .relaxed) != State.draining.rawValue
    }

    private let raw = Atomic(State.starting.rawValue)

    /// The present state.
    var state: State {
        get { State(rawValue: raw.load(ordering: .relaxed)) ?? .draining }
        set { raw.store(newValue.rawValue, ordering: .relaxed) }
    }
}
