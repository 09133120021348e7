internal import CReactor
package import TuttiResilience

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A thread with one epoll set, a run queue and timers: everything that belongs to one request happens on it.
///
/// What watches descriptors, libcurl (the guest) and Swift tasks have their turns on the one thread, so they need neither
/// locks nor hops between them.
///
/// The thread keeps the reactor alive until ``shutDown()``. All signals are blocked in it: SIGPIPE, which TLS can raise on a
/// closed connection, and those that the process handles elsewhere.
///
/// `@unchecked Sendable`: `loop` is touched by the reactor's thread alone once it runs, which `isCurrent` makes sure of; the
/// inbox, which other threads use, is `Sendable` itself.
package final class Reactor: @unchecked Sendable {
    private let loop: ReactorLoop
    private let inbox: ReactorInbox
    private let ending = ReactorEnding()

    /// Makes ready all that the thread needs; ``start(for:guest:)`` or ``discard()`` has to follow.
    package init() throws(ReactorError) {
        loop = try ReactorLoop()
        inbox = loop.inbox
    }

    /// Gives everything back that an unstarted reactor has.
    package func discard() {
        loop.cleanUp()
    }

    /// Starts the thread; called once.
    ///
    /// - Parameters:
    ///   - name: of the thread, cut to the 15 bytes that Linux keeps.
    ///   - executor: what enqueues jobs here; it is kept alive until the end. Without one there are no jobs.
    ///   - guest: what is driven beside the watches.
    package func start(
        name: String, for executor: (any TaskExecutor)? = nil, guest: (any ReactorGuest)? = nil
    ) throws(ReactorError) {
        loop.guest = guest
        let thread = ReactorThread.start(name: name) { [self] in
            creactor_set_current(identity)
            loop.run(on: executor?.asUnownedTaskExecutor())
            loop.end(on: executor?.asUnownedTaskExecutor())
            creactor_set_current(nil)
            ending.ended()
        }
        guard let thread else {
            discard()
            throw .thread
        }
        ending.started(thread)
    }

    /// Whether the current thread is this reactor's.
    package var isCurrent: Bool { creactor_current() == identity }

    /// The epoll descriptor, in which the guest registers its own under tags less than 2^63.
    package var poll: Int32 { loop.poll }

    /// Takes a job; false when the reactor has ended.
    package func enqueue(_ job: UnownedJob) -> Bool {
        guard isCurrent else { return inbox.post(.run(job)) }
        loop.jobs.append(job)
        return true
    }

    /// Runs an action soon, on the thread, after those that came before it; false, and it is never run, when the reactor has
    /// ended.
    @discardableResult
    package func execute(_ action: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return inbox.post(.perform(action)) }
        loop.actions.append(action)
        return true
    }

    /// Runs an action at a moment, on the thread, unless the timer is cancelled before.
    ///
    /// When the reactor ends, `onEnd` is run in its place. Without one, the action still runs at its time, on the global
    /// executor: nobody waits for ever.
    package func schedule(
        at time: MonotonicTime, _ action: @escaping @Sendable () -> Void, onEnd: (@Sendable () -> Void)? = nil
    ) -> ReactorTimer {
        let timer = ReactorTimer(due: time, action: action, onEnd: onEnd)
        if isCurrent {
            loop.timers.insert(timer)
        } else if !inbox.post(.insert(timer)) {
            timer.reactorEnded()
        }
        return timer
    }

    /// Takes a timer back; without effect when it has fired.
    package func cancel(_ timer: ReactorTimer) {
        guard timer.claim() else { return }
        if isCurrent {
            loop.timers.remove(timer)
        } else {
            _ = inbox.post(.remove(timer))
        }
    }

    /// Begins to watch a descriptor, which stays the caller's; false when the kernel has no room for it, or on another thread.
    package func watch(_ descriptor: Int32, for events: DescriptorEvents, _ observer: any DescriptorObserver) -> Bool {
        isCurrent && loop.watch(descriptor, for: events, observer)
    }

    /// Ends a watch; called on the thread, before the descriptor is closed.
    package func unwatch(_ descriptor: Int32) {
        if isCurrent { loop.unwatch(descriptor) }
    }

    /// Ends what is under way, runs the queue empty and ends the thread.
    ///
    /// Returns when the thread has ended. May be called any number of times, once it was started.
    package func shutDown() async {
        _ = inbox.post(.stop)
        await ending.wait()
    }

    private var identity: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }
}

/// Taking connections.
extension Reactor {
    /// What came of taking a connection.
    package enum Acceptance {
        /// A connection: its descriptor, which doesn't block and is the caller's to close, and the client's address, "" when
        /// it has none.
        case connection(Int32, host: String, port: UInt16)
        /// Nobody waits to be taken.
        case none
        /// There are no descriptors left, or there is no memory.
        case exhausted
    }

    /// Takes a connection off a listening socket that doesn't block.
    package func accept(from listener: Int32) -> Acceptance {
        var port: UInt16 = 0
        var descriptor: Int32 = -1
        let host = String(unsafeUninitializedCapacity: 46) { room in
            room.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else { return 0 }
                descriptor = creactor_accept(listener, start, &port)
                return strlen(start)
            }
        }
        if descriptor >= 0 { return .connection(descriptor, host: host, port: port) }
        switch errno {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
        // Or one that has failed already (accept(2)): if others wait, the socket is still readable.
        default: return .none
        }
    }

    /// The port that a listening socket is bound to; 0 when it is bound to none.
    package static func boundPort(of listener: Int32) -> Int { Int(creactor_bound_port(listener)) }
}
