internal import CCurl
internal import TuttiResilience
internal import TuttiUpstream

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What a lane's thread runs: jobs, timers and sockets in turn, none of which can starve the others.
///
/// Confined to the lane's thread once it runs.
final class LaneLoop {
    /// The most of one kind handled before the others get their turn.
    private static let mostPerTurn = 256
    /// The tag of the eventfd, which no socket has: a socket's descriptor isn't negative.
    private static let wakeTag = UInt64.max

    let inbox: LaneInbox
    let counters = LaneCounters()
    let multi: CurlMulti
    let configuration: LaneConfiguration
    var jobs = JobQueue()
    var timers = TimerHeap()
    var pool = HandlePool()
    var running: [CurlTransfer] = []
    /// No running transfer is over its time before; see ``endOverdue(now:)``.
    var nextExpiry = MonotonicTime.distantFuture
    /// What is to be run before the lane waits for its sockets.
    var turnEnds: [() -> Void] = []
    private(set) var isStopping = false

    private let poll: Int32
    private var commands: [LaneCommand] = []
    private let events: UnsafeMutableBufferPointer<clane_event>

    /// Makes ready all that the thread needs.
    init(configuration: LaneConfiguration) throws(LaneError) {
        let outOfDescriptors = LaneError(
            code: .descriptors, message: "no descriptor left for a lane; raise the limit (ulimit -n)")
        let wake = clane_wake_create()
        guard wake >= 0 else { throw outOfDescriptors }
        inbox = LaneInbox(wakeDescriptor: wake)
        poll = clane_poll_create()
        guard poll >= 0 else { throw outOfDescriptors }
        guard clane_poll_add(poll, wake, clane_edge, Self.wakeTag) == 0,
            let multi = CurlMulti(poll: poll, counters: counters, configuration: configuration)
        else {
            close(poll)
            throw LaneError(code: .libcurl, message: "libcurl could not be set up: out of memory or descriptors?")
        }
        self.multi = multi
        self.configuration = configuration
        events = .allocate(capacity: Self.mostPerTurn)
    }

    deinit {
        events.deallocate()
    }

    /// Runs until the lane is told to stop and nothing is left to do.
    func run(on executor: UnownedTaskExecutor) {
        while true {
            inbox.take(into: &commands)
            for command in commands { perform(command) }
            commands.removeAll(keepingCapacity: true)
            if isStopping { cancelAll() }
            // After a reload: the handles of the routes that are gone.
            pool.dropReleased()
            runJobs(on: executor)
            // Here, where the answers have been made, and not behind the start of new transfers.
            runTurnEnds()
            let now = SystemClock.now
            runTimers(now: now)
            if nextExpiry <= now { endOverdue(now: now) }
            if let due = multi.due, due <= now {
                multi.runTimeouts()
                finishEnded()
            }
            runTurnEnds()
            if isStopping, running.isEmpty, jobs.isEmpty, inbox.closeIfEmpty() { return }
            wait(now: now)
        }
    }

    /// Gives everything back; returns the timers that have not fired.
    func cleanUp() -> [LaneTimer] {
        pool.removeAll()
        multi.cleanUp()
        close(poll)
        return timers.removeAll()
    }

    private func perform(_ command: LaneCommand) {
        switch command {
        case .run(let job): jobs.append(job)
        case .cancel(let transfer, let generation): cancel(transfer, generation: generation)
        case .insert(let timer): timers.insert(timer)
        case .remove(let timer): timers.remove(timer)
        case .stop: isStopping = true
        }
    }

    private func runJobs(on executor: UnownedTaskExecutor) {
        var left = Self.mostPerTurn
        while left > 0, let job = jobs.popFirst() {
            job.runSynchronously(on: executor)
            left -= 1
        }
    }

    /// Also called before each wait: nothing that is left for the end of a turn sleeps with the lane.
    private func runTurnEnds() {
        guard !turnEnds.isEmpty else { return }
        var actions: [() -> Void] = []
        swap(&actions, &turnEnds)
        for action in actions { action() }
    }

    private func runTimers(now: MonotonicTime) {
        var left = Self.mostPerTurn
        while left > 0, let timer = timers.popDue(now: now) {
            timer.fire()
            left -= 1
        }
    }

    /// Sleeps until something happens, if nothing is left to do, and handles the sockets that are ready.
    private func wait(now: MonotonicTime) {
        var milliseconds: Int32 = 0
        if jobs.isEmpty {
            milliseconds = timeToNextDue(now: now)
            if milliseconds != 0, !inbox.prepareToSleep() { milliseconds = 0 }
        }
        let count = clane_poll_wait(poll, events.baseAddress, Int32(Self.mostPerTurn), milliseconds)
        for index in 0..<max(Int(count), 0) where events[index].tag != Self.wakeTag {
            multi.handle(events[index])
            finishEnded()
        }
    }

    /// Milliseconds to the first timer, libcurl's or ours, or the end of a transfer's time, rounded up; -1 without one.
    private func timeToNextDue(now: MonotonicTime) -> Int32 {
        let next = min(multi.due ?? .distantFuture, timers.nextDue ?? .distantFuture, nextExpiry)
        if next == .distantFuture { return -1 }
        let left = (next - now).nanoseconds
        return left <= 0 ? 0 : Int32(clamping: (left - 1) / 1_000_000 + 1)
    }
}
