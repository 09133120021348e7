import TuttiResilience
import TuttiUpstream

/// Streams over other ones, whose tunnels may be silent for another time.
final class TimedTunnels: UpstreamStreams {
    private let streams: any UpstreamStreams
    private let tunnelTime: TimeSpan?

    /// Streams like these, with that time if there is one.
    init(over streams: sending any UpstreamStreams, tunnelTime: TimeSpan?) {
        self.streams = streams
        self.tunnelTime = tunnelTime
    }

    func open(_ request: StreamedRequest, observer: any UpstreamStreamObserver) -> any UpstreamStream {
        var request = request
        if let tunnelTime { request.times.tunnel = tunnelTime }
        return streams.open(request, observer: observer)
    }

    func reach(
        _ instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void
    ) {
        streams.reach(instance, within: time, ended: ended)
    }

    var connections: (all: Int, idle: Int) { streams.connections }

    func closeIdle() { streams.closeIdle() }
    var unsent: Int { streams.unsent }
}
