internal import Synchronization
internal import TuttiResilience

/// The retries and hedges of one service: its budget under a lock, and how many there were.
final class ExtraAttempts: Sendable {
    /// What an extra attempt is.
    enum Kind: Sendable {
        case retry
        case hedge
    }

    /// How many there were so far, for metrics.
    struct Counts: Sendable, Hashable {
        var retries = 0
        var hedges = 0
        /// Extra attempts that were not made because the budget was spent.
        var refused = 0
    }

    private struct State {
        var budget: RetryBudget
        var counts = Counts()
    }

    private let state: Mutex<State>

    init(ratio: Double) {
        state = Mutex(State(budget: RetryBudget(ratio: ratio)))
    }

    /// Counts a call that may be tried again: each adds its share to the budget.
    func callStarted() {
        state.withLock { $0.budget.callStarted() }
    }

    /// Takes an extra attempt out of the budget; false when it is spent.
    func withdraw(_ kind: Kind) -> Bool {
        state.withLock { state in
            guard state.budget.withdraw() else {
                state.counts.refused &+= 1
                return false
            }
            switch kind {
            case .retry: state.counts.retries &+= 1
            case .hedge: state.counts.hedges &+= 1
            }
            return true
        }
    }

    /// Gives an extra attempt back that was not made: the service's gate refused it.
    func giveBack(_ kind: Kind) {
        state.withLock { state in
            state.budget.giveBack()
            switch kind {
            case .retry: state.counts.retries &-= 1
            case .hedge: state.counts.hedges &-= 1
            }
        }
    }

    var counts: Counts { state.withLock { $0.counts } }
}
