internal import Glibc
internal import Synchronization

/// Lets any number of tasks wait for the end of a reactor's thread.
final class ReactorEnding: Sendable {
    private struct State {
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isOver = false
        /// The thread; nil once somebody joins it.
        var thread: pthread_t?
    }

    private let state = Mutex(State())

    /// The thread runs.
    func started(_ thread: pthread_t) {
        state.withLock { $0.thread = thread }
    }

    /// The thread is about to return.
    ///
    /// Called by itself.
    func ended() {
        let waiters = state.withLock { state in
            state.isOver = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the thread is no more.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiters.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
        let thread = state.withLock { state in
            defer { state.thread = nil }
            return state.thread
        }
        // The thread has nothing left to do but return.
        if let thread { pthread_join(thread, nil) }
    }
}
