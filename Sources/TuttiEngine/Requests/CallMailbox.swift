internal import Synchronization
internal import TuttiUpstream

/// Where the ends of one request's calls, and their turns, arrive, and where its task waits for them.
///
/// Several ends that come while the task is not running wake it once.
final class CallMailbox: UpstreamObserver {
    /// What has arrived.
    ///
    /// What it holds is in a box, so that passing it on, which happens four times, is one retain.
    indirect enum Arrival: Sendable {
        /// Of an exchange that was begun for the call with that index.
        case exchange(Int, UpstreamResult)
        /// Of a call that ran in a task of its own, or was not made.
        case call(Int, CallEnd)
        /// Not an end: the call with that index waited for a place at its service, and has it now.
        case turn(Int)
        /// Not an end: the time of a call that waits for a place is over.
        case late
    }

    private struct State {
        var arrivals: [Arrival] = []
        var waiter: UnsafeContinuation<Void, Never>?
        /// Whether the client has left, and how far that is known.
        var givingUp = GivingUp.no
    }

    private enum GivingUp {
        /// Can transition to: unread.
        case no
        /// The waiting task has not been told. Can transition to: read.
        case unread
        /// Can transition to: nothing.
        case read
    }

    // Taken by the worker's thread but for turns, which come from whichever worker gives a place up: a lock that nobody waits for
    // costs two atomic operations.
    private let state = Mutex(State())

    func exchangeEnded(_ tag: Int, _ result: UpstreamResult) {
        post(.exchange(tag, result))
    }

    /// Something has come.
    func post(_ arrival: Arrival) {
        wake { $0.arrivals.append(arrival) }
    }

    /// The client has left.
    func giveUp() {
        wake { if $0.givingUp == .no { $0.givingUp = .unread } }
    }

    /// Waits for ends, or for the client to leave, which is told once.
    nonisolated(nonsending) func next() async -> (arrivals: [Arrival], clientHasLeft: Bool) {
        let ready = take()
        guard ready.arrivals.isEmpty, !ready.clientHasLeft else { return ready }
        await withUnsafeContinuation { continuation in
            let isAwake = state.withLock { state in
                guard state.arrivals.isEmpty, state.givingUp != .unread else { return true }
                state.waiter = continuation
                return false
            }
            if isAwake { continuation.resume() }
        }
        return take()
    }

    private func take() -> (arrivals: [Arrival], clientHasLeft: Bool) {
        state.withLock { state in
            let isNews = state.givingUp == .unread
            if isNews { state.givingUp = .read }
            defer { state.arrivals = [] }
            return (state.arrivals, isNews)
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
