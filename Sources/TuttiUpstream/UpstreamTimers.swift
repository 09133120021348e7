package import TuttiResilience

/// Timers that run their actions on one thread.
package protocol UpstreamTimers: Sendable {
    /// Runs `action` once the clock has reached `time`, unless the timer is cancelled before.
    ///
    /// May be called from any thread; `action` runs on the timers' own thread and must not block.
    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer
}
