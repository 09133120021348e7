internal import NIOCore

/// Work that would hold an event loop for long: one step in each turn, of one response after the other.
///
/// Many responses at once take as little of a turn as one does.
final class TurnQueue {
    private let eventLoop: any EventLoop
    private var waiting = CircularBuffer<() -> Void>()
    private var isScheduled = false

    /// A queue without work.
    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Has a step done in a turn of its own, behind those that wait already; called on the event loop.
    func append(_ step: @escaping () -> Void) {
        waiting.append(step)
        schedule()
    }

    private func schedule() {
        guard !isScheduled, !waiting.isEmpty else { return }
        isScheduled = true
        eventLoop.assumeIsolated().execute {
            self.isScheduled = false
            self.waiting.popFirst()?()
            self.schedule()
        }
    }
}
