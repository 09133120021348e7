internal import Synchronization
internal import TuttiUpstream

/// Where a request's task waits for messages about its calls: an exchange or a call has ended, a waiting call has its permit.
///
/// Several messages that come while the task is not running resume it once.
final class CallMailbox: UpstreamObserver {
    /// What is posted.
    ///
    /// `indirect`: a message is passed on four times, and each time that is one retain instead of one for each of its parts.
    indirect enum Message: Sendable {
        /// The exchange that was begun for the call with that index has ended.
        case exchange(Int, UpstreamResult)
        /// The call with that index has ended; it ran in a task of its own, or was not made.
        case call(Int, CallEnd)
        /// The call with that index waited for a permit of its service, and has it now.
        case permit(Int)
        /// The time of a call that waits for a permit is over.
        case late
    }

    // A checked continuation reports when it is resumed twice, or never; a release build does without its allocation.
    #if DEBUG
        private typealias Waiter = CheckedContinuation<Void, Never>
    #else
        private typealias Waiter = UnsafeContinuation<Void, Never>
    #endif

    private struct State {
        var messages: [Message] = []
        var waiter: Waiter?
        /// Whether the client has left, and whether the task knows.
        var clientLeft = ClientLeft.no
    }

    private enum ClientLeft {
        /// Can transition to: unread.
        case no
        /// The task does not know yet. Can transition to: read.
        case unread
        /// Can transition to: nothing.
        case read
    }

    // Only the worker's thread posts, but for permits, which come from whichever worker releases one: a lock that nobody waits for
    // costs two atomic operations.
    private let state = Mutex(State())

    func exchangeEnded(_ tag: Int, _ result: UpstreamResult) {
        post(.exchange(tag, result))
    }

    /// Adds a message, and resumes the task if it waits.
    func post(_ message: Message) {
        change { $0.messages.append(message) }
    }

    /// Notes that the client has left, and resumes the task if it waits.
    func giveUp() {
        change { if $0.clientLeft == .no { $0.clientLeft = .unread } }
    }

    /// Waits for messages, or for the client to leave; that it has left is returned once.
    nonisolated(nonsending) func next() async -> (messages: [Message], clientHasLeft: Bool) {
        let ready = takeAll()
        guard ready.messages.isEmpty, !ready.clientHasLeft else { return ready }
        #if DEBUG
            await withCheckedContinuation { wait($0) }
        #else
            await withUnsafeContinuation { wait($0) }
        #endif
        return takeAll()
    }

    private func wait(_ waiter: Waiter) {
        let isReady = state.withLock { state in
            guard state.messages.isEmpty, state.clientLeft != .unread else { return true }
            state.waiter = waiter
            return false
        }
        if isReady { waiter.resume() }
    }

    private func takeAll() -> (messages: [Message], clientHasLeft: Bool) {
        state.withLock { state in
            let clientHasLeft = state.clientLeft == .unread
            if clientHasLeft { state.clientLeft = .read }
            defer { state.messages = [] }
            return (state.messages, clientHasLeft)
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiter = state.withLock { state in
            body(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
