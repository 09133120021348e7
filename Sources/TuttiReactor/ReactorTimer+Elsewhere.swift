internal import TuttiResilience

extension ReactorTimer {
    /// Fires at its time without the reactor, which has ended.
    func fireElsewhere() {
        Task.detached { [self] in
            let left = (due - SystemClock.now).nanoseconds
            if left > 0 { try? await Task.sleep(nanoseconds: UInt64(left)) }
            fire()
        }
    }
}
