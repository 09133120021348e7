internal import NIOCore
internal import TuttiResilience

/// How late a worker is with what it has to do; touched on its event loop alone.
///
/// A timer asks twenty times a second by how much it comes too late. What it has found is halved with each answer that is no worse.
final class LagMeter {
    private static let interval = TimeSpan.milliseconds(50)

    private let eventLoop: any EventLoop
    private(set) var lag = TimeSpan.zero

    /// A meter that runs for as long as the event loop does.
    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        schedule()
    }

    private func schedule() {
        let due = eventLoop.now + TimeAmount(Self.interval)
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(Self.interval)) { [weak self] in
            self?.fired(due: due)
        }
    }

    private func fired(due: NIODeadline) {
        let late = TimeSpan(nanoseconds: (eventLoop.now - due).nanoseconds)
        lag = max(late, TimeSpan(nanoseconds: lag.nanoseconds / 2))
        schedule()
    }
}
