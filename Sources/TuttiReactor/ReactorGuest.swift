package import TuttiResilience

/// What a reactor drives beside its own watches: libcurl, which registers its sockets itself.
///
/// All is called on the reactor's thread.
package protocol ReactorGuest: AnyObject {
    /// When ``work(now:)`` has something to do though nothing has happened; ``MonotonicTime/distantFuture`` for never.
    var nextDue: MonotonicTime { get }

    /// Whether nothing is in flight that the reactor has to see through before it ends.
    var isIdle: Bool { get }

    /// A turn begins: nothing of it has run.
    func turnBegins()

    /// The jobs that were ready have run, and the reactor is about to wait: does what is due.
    func work(now: MonotonicTime)

    /// A descriptor is ready that was registered under this tag.
    ///
    /// - Parameters:
    ///   - tag: less than 2^63.
    ///   - events: as epoll gives them.
    func descriptorIsReady(tag: UInt64, events: UInt32)

    /// The reactor stops: ends at once what is in flight.
    func stop()

    /// The reactor has ended; called last.
    func cleanUp()
}
