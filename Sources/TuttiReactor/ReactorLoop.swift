internal import CReactor
internal import Glibc
internal import TuttiResilience

/// What a reactor's thread runs: actions, jobs, timers and descriptors in turn, none of which can starve the others.
///
/// Confined to that thread once it runs.
final class ReactorLoop {
    /// The most of one kind handled before the others get their turn.
    ///
    /// For events, a balance: with 64 what was read is more often still in the processor's cache when its job runs (256 clients:
    /// 0.9 of the CPU), but a request of ten calls is woken for its responses one by one (1.2).
    private static let mostPerTurn = 256
    /// The tag of the eventfd, which no watch has: its descriptor would be -1.
    private static let wakeTag = UInt64.max

    let inbox: ReactorInbox
    let poll: Int32
    var guest: (any ReactorGuest)?
    var jobs = WorkQueue<UnownedJob>()
    var actions = WorkQueue<() -> Void>()
    var timers = TimerHeap()

    private var watches = DescriptorWatches()
    private var commands: [ReactorCommand] = []
    private let events: UnsafeMutableBufferPointer<creactor_event>
    private var isStopping = false

    /// Makes ready all that the thread needs.
    init() throws(ReactorError) {
        let wake = creactor_wake_create()
        guard wake >= 0 else { throw .descriptors }
        inbox = ReactorInbox(wakeDescriptor: wake)
        poll = creactor_poll_create()
        guard poll >= 0 else { throw .descriptors }
        guard creactor_poll_add(poll, wake, creactor_readable | creactor_edge, Self.wakeTag) == 0 else {
            systemClose(poll)
            throw .descriptors
        }
        events = .allocate(capacity: Self.mostPerTurn)
    }

    deinit {
        events.deallocate()
    }

    /// Runs until the reactor is told to stop and nothing is left to do.
    func run(on executor: UnownedTaskExecutor?) {
        while true {
            inbox.take(into: &commands)
            for command in commands { perform(command) }
            commands.removeAll(keepingCapacity: true)
            if isStopping { stop() }
            guest?.turnBegins()
            runActions()
            if let executor { runJobs(on: executor) }
            let now = SystemClock.now
            runTimers(now: now)
            guest?.work(now: now)
            if isStopping, isIdle, inbox.closeIfEmpty() { return }
            wait()
        }
    }

    /// Ends the timers that have not fired, runs what they bring about, and closes everything.
    func end(on executor: UnownedTaskExecutor?) {
        while !(jobs.isEmpty && actions.isEmpty && timers.count == 0) {
            for timer in timers.removeAll() { timer.reactorEnded() }
            runActions()
            if let executor { runJobs(on: executor) }
        }
        cleanUp()
    }

    /// Closes everything.
    func cleanUp() {
        guest?.cleanUp()
        guest = nil
        systemClose(poll)
    }

    func watch(_ descriptor: Int32, for events: DescriptorEvents, _ observer: any DescriptorObserver) -> Bool {
        guard !isStopping, let tag = watches.add(descriptor, observer) else { return false }
        if creactor_poll_add(poll, descriptor, events.rawValue, tag) == 0 { return true }
        _ = watches.remove(descriptor)
        return false
    }

    func unwatch(_ descriptor: Int32) {
        if watches.remove(descriptor) { creactor_poll_remove(poll, descriptor) }
    }

    /// Closing the descriptor takes it out of the epoll set, too.
    func close(_ descriptor: Int32) {
        _ = watches.remove(descriptor)
        systemClose(descriptor)
    }

    private var isIdle: Bool { jobs.isEmpty && actions.isEmpty && guest?.isIdle ?? true }

    private func perform(_ command: ReactorCommand) {
        switch command {
        case .run(let job): jobs.append(job)
        case .perform(let action): actions.append(action)
        case .insert(let timer): timers.insert(timer)
        case .remove(let timer): timers.remove(timer)
        case .stop: isStopping = true
        }
    }

    private func stop() {
        for observer in watches.observers { observer.reactorStops() }
        guest?.stop()
    }

    /// Runs the actions that are here now; those that they add wait for the next turn.
    private func runActions() {
        var left = min(Self.mostPerTurn, actions.count)
        while left > 0, let action = actions.popFirst() {
            action()
            left -= 1
        }
    }

    private func runJobs(on executor: UnownedTaskExecutor) {
        var left = Self.mostPerTurn
        while left > 0, let job = jobs.popFirst() {
            job.runSynchronously(on: executor)
            left -= 1
        }
    }

    private func runTimers(now: MonotonicTime) {
        var left = Self.mostPerTurn
        while left > 0, let timer = timers.popDue(now: now) {
            timer.fire()
            left -= 1
        }
    }

    /// Sleeps until something happens, if nothing is left to do, and handles the descriptors that are ready.
    private func wait() {
        var milliseconds: Int32 = 0
        if jobs.isEmpty, actions.isEmpty {
            milliseconds = timeToNextDue(now: SystemClock.now)
            if milliseconds != 0, !inbox.prepareToSleep() { milliseconds = 0 }
        }
        let count = creactor_poll_wait(poll, events.baseAddress, Int32(Self.mostPerTurn), milliseconds)
        for index in 0..<max(Int(count), 0) {
            let event = events[index]
            if event.tag == Self.wakeTag { continue }
            if !DescriptorWatches.owns(event.tag) {
                guest?.descriptorIsReady(tag: event.tag, events: event.events)
            } else if let observer = watches.observer(tag: event.tag) {
                observer.descriptorIsReady(DescriptorEvents(rawValue: event.events))
            }
        }
    }

    /// Milliseconds to the first timer, the guest's or ours, rounded up; -1 without one.
    private func timeToNextDue(now: MonotonicTime) -> Int32 {
        let next = min(guest?.nextDue ?? .distantFuture, timers.nextDue ?? .distantFuture)
        if next == .distantFuture { return -1 }
        let left = (next - now).nanoseconds
        return left <= 0 ? 0 : Int32(clamping: (left - 1) / 1_000_000 + 1)
    }
}

private func systemClose(_ descriptor: Int32) {
    close(descriptor)
}
