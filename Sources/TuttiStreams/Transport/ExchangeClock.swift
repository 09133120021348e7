internal import TuttiResilience
internal import TuttiUpstream

/// When an exchange is given up: no timer, and the time is passed in.
struct ExchangeClock {
    /// What an exchange waits for.
    enum Phase {
        /// A connection. Can transition to: sending, awaiting.
        case connecting
        /// The caller's body, and the service to take it. Can transition to: awaiting, receiving, connecting.
        case sending
        /// The head of the response, once the request was sent. Can transition to: receiving, tunnel, connecting.
        case awaiting
        /// Bytes, in whichever direction.
        case receiving
        /// The same in another protocol, and whoever reads or not: a pause counts as silence.
        case tunnel
    }

    private let times: StreamedRequest.Times
    private(set) var phase = Phase.connecting
    /// When the phase began, or a byte went through.
    private var since: MonotonicTime
    private var isPaused = false
    /// What is left of the time for the response: connections take of it, and an answer that did not come.
    private var responseLeft: TimeSpan

    /// An exchange that begins now.
    init(times: StreamedRequest.Times, now: MonotonicTime) {
        self.times = times
        since = now
        responseLeft = times.response
    }

    /// When it is over.
    var due: MonotonicTime {
        switch phase {
        case .connecting: since + min(times.connect, responseLeft)
        case .awaiting: since + responseLeft
        case .sending, .receiving: isPaused ? .distantFuture : since + times.idle
        case .tunnel: since + times.tunnel
        }
    }

    /// The exchange waits for something else.
    mutating func enter(_ phase: Phase, now: MonotonicTime) {
        switch self.phase {
        case .connecting, .awaiting:
            let taken = now - since
            responseLeft = TimeSpan(nanoseconds: max(0, responseLeft.nanoseconds - taken.nanoseconds))
        case .sending, .receiving, .tunnel: break
        }
        self.phase = phase
        since = now
    }

    /// A byte has gone through, in whichever direction.
    mutating func moved(now: MonotonicTime) {
        switch phase {
        case .sending, .receiving, .tunnel: since = now
        case .connecting, .awaiting: break
        }
    }

    /// The caller wants nothing of the response, or wants it again.
    mutating func setPaused(_ isPaused: Bool, now: MonotonicTime) {
        if self.isPaused, !isPaused { moved(now: now) }
        self.isPaused = isPaused
    }
}
