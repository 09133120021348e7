internal import NIOCore
internal import Synchronization

/// What a server has seen and how it is to misbehave; shared by its connections.
final class FixtureLedger: Sendable {
    private struct State {
        var counts = FixtureServer.Counts()
        var schedule = FaultSchedule()
        var requests = CircularBuffer<FixtureRequest>()
        var channels: [ObjectIdentifier: any Channel] = [:]
        var stopping = false
    }

    private let state = Mutex(State())
    private let recorded: Int

    /// - Parameter recorded: how many of the last requests are recorded.
    init(recorded: Int) { self.recorded = recorded }

    var counts: FixtureServer.Counts { state.withLock { $0.counts } }
    var requests: [FixtureRequest] { state.withLock { Array($0.requests) } }
    var channels: [any Channel] { state.withLock { Array($0.channels.values) } }
    var closesConnections: Bool { state.withLock { $0.schedule.closesConnections } }

    var fault: Fault? {
        get { state.withLock { $0.schedule.fault } }
        set { state.withLock { $0.schedule.set(newValue) } }
    }

    /// Registers a connection and gives its number; nil when the server is stopping and takes none.
    func connectionOpened(_ channel: any Channel) -> Int? {
        state.withLock { state in
            guard !state.stopping else { return nil }
            state.counts.connections += 1
            state.counts.openConnections += 1
            state.channels[ObjectIdentifier(channel)] = channel
            return state.counts.connections
        }
    }

    /// Forgets a connection; `unanswered` is how many requests the client left behind, 0 when the server closed it.
    func connectionClosed(_ channel: any Channel, unanswered: Int) {
        state.withLock { state in
            state.counts.openConnections -= 1
            state.channels[ObjectIdentifier(channel)] = nil
            if !state.stopping { state.counts.abortedRequests += unanswered }
        }
    }

    /// Counts and records a request and says what is to go wrong with it.
    func requestCame(_ request: FixtureRequest) -> Fault? {
        state.withLock { state in
            state.counts.requests += 1
            if recorded > 0 {
                if state.requests.count >= recorded { state.requests.removeFirst() }
                state.requests.append(request)
            }
            return state.schedule.requestCame(path: request.path)
        }
    }

    func connectionCame() -> Bool { state.withLock { $0.schedule.connectionCame() } }

    func setStopping(_ stopping: Bool) { state.withLock { $0.stopping = stopping } }
}
