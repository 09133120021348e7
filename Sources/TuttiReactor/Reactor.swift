internal import CReactor
package import TuttiResilience

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

    /// Makes ready all that the thread needs; ``start(name:for:guest:)`` or ``discard()`` has to follow.
    ///
    /// - Throws: ``ReactorError/descriptors`` when there is none left.
    package init() throws(ReactorError) {
        loop = try ReactorLoop()
        inbox = loop.inbox
    }

    /// Closes the descriptors of a reactor that was not started.
    package func discard() {
        loop.cleanUp()
    }

    /// Starts the thread; called once.
    ///
    /// - Parameters:
    ///   - name: of the thread, cut to the 15 bytes that Linux keeps.
    ///   - executor: what enqueues jobs here, retained until the end. Without one there are no jobs.
    ///   - guest: what is driven beside the watches.
    /// - Throws: ``ReactorError/thread`` when there can be no more threads; then all is given back.
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

    /// Accepts a job; false when the reactor has ended.
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
    /// When the reactor ends before, `onEnd` runs instead. Without `onEnd` the action still runs at its time, on the global
    /// executor, so that nobody waits for ever.
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

    /// Cancels a timer; without effect when it has fired.
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

    /// Ends a watch; traps on another thread, on which the descriptor may belong to somebody else by the time the watch has ended.
    package func unwatch(_ descriptor: Int32) {
        precondition(isCurrent, "a watch is ended on the reactor's thread")
        loop.unwatch(descriptor)
    }

    /// Closes a descriptor and ends its watch, if there is one: at once on the thread, and soon when called on another one.
    package func close(_ descriptor: Int32) {
        guard !isCurrent else { return loop.close(descriptor) }
        let isAccepted = inbox.post(.perform { [self] in loop.close(descriptor) })
        // With the reactor all watches have ended.
        if !isAccepted { SystemSocket.close(descriptor) }
    }

    /// Ends what is in flight, runs the queue empty and ends the thread.
    ///
    /// Returns when the thread has ended. May be called any number of times, once it was started.
    package func shutDown() async {
        _ = inbox.post(.stop)
        await ending.wait()
    }

    private var identity: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }
}
