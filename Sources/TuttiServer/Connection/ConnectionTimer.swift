internal import NIOCore

/// When the present phase of a connection has taken too long, and the timer that looks.
struct ConnectionTimer {
    /// When the phase is over.
    var deadline = NIODeadline.distantFuture
    /// Fires at the deadline, or before.
    var scheduled: Scheduled<Void>?

    /// Ends the timer.
    mutating func cancel() {
        scheduled?.cancel()
        scheduled = nil
    }
}
