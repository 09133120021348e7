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
        /// The same in another protocol.
        case tunnel
    }

    private let times: StreamedRequest.Times
    private(set) var phase = Phase.connecting
    /// When the phase began, or a byte went through.
    private var since: MonotonicTime
    private var isPaused = false

    /// An exchange that begins now.
    init(times: StreamedRequest.Times, now: MonotonicTime) {
        self.times = times
        since = now
    }

    /// When it is over.
    var due: MonotonicTime {
        switch phase {
        case .connecting: since + times.connect
        case .awaiting: since + times.response
        case .sending, .receiving: isPaused ? .distantFuture : since + times.idle
        case .tunnel: isPaused ? .distantFuture : since + times.tunnel
        }
    }

    /// The exchange waits for something else.
    mutating func enter(_ phase: Phase, now: MonotonicTime) {
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
