internal import CReactor
internal import Glibc
internal import Synchronization

/// The commands of other threads to a reactor.
///
/// No wake-up is lost: `post` and `prepareToSleep` exclude each other. Either a command is appended before
/// `prepareToSleep` looks, which then refuses to sleep, or after it, and then `post` finds `isSleeping` set and writes
/// to the eventfd, which ends the `epoll_wait` that follows or is in flight: the eventfd is registered edge-triggered,
/// and each write to it is an edge, also one that comes before the wait. The flag is cleared by whoever writes, so a
/// burst of commands costs one system call.
final class ReactorInbox: Sendable {
    private struct State {
        var commands: [ReactorCommand] = []
        var isSleeping = false
        var isClosed = false
    }

    private let state = Mutex(State())

    /// The eventfd.
    ///
    /// It's closed with the inbox, not with the thread: a `post` may be about to write to it, and by then
    /// its number could be somebody else's socket.
    let wakeDescriptor: Int32

    init(wakeDescriptor: Int32) {
        self.wakeDescriptor = wakeDescriptor
    }

    deinit {
        close(wakeDescriptor)
    }

    /// Hands a command to the reactor; false when the reactor has ended.
    func post(_ command: ReactorCommand) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            let wakes = state.isSleeping
            state.isSleeping = false
            return (true, wakes)
        }
        if wakes {
            // Fails only when the counter is at 2^64 - 2, and a reactor that is behind by so many is awake.
            eventfd_write(wakeDescriptor, 1)
        }
        return isTaken
    }

    /// Swaps the commands that have arrived for an empty array, whose capacity is used again.
    func take(into commands: inout [ReactorCommand]) {
        state.withLock { state in
            state.isSleeping = false
            swap(&state.commands, &commands)
        }
    }

    /// Announces that the thread is about to sleep; false when it must not, because a command has arrived.
    func prepareToSleep() -> Bool {
        state.withLock { state in
            state.isSleeping = state.commands.isEmpty
            return state.isSleeping
        }
    }

    /// Refuses all further commands and returns true, unless one has arrived.
    func closeIfEmpty() -> Bool {
        state.withLock { state in
            state.isClosed = state.commands.isEmpty
            return state.isClosed
        }
    }
}
