internal import NIOCore
package import TuttiPlan
package import TuttiPolicies
package import TuttiResilience

/// The bounds of a listener; sizes are bytes.
package struct ConnectionLimits: Sendable {
    /// The longest request target; a longer one is answered 414.
    package var target: Int
    /// The most headers of a request; more are answered 431.
    package var fieldCount: Int
    /// The most bytes of all names and values of headers; more are answered 431.
    package var headerBytes: Int
    /// The most bytes of a request body; more are answered 413.
    package var body: Int
    /// The most connections at once; one more is answered 503 and closed.
    package var connections: Int
    /// The most connections at once of one client; nil for as many as there are.
    package var connectionsOfOne: Int?
    /// Who may have more than one client does, because many are behind it.
    package var proxies = TrustedProxies()
    /// Whether one more connection is served all the same, and another one closed for it; see ``ServerLoop/makeRoom()``.
    package var makesRoom = false
    /// From the opening of a connection to the end of its TLS handshake.
    package var handshakeTime: TimeSpan
    /// From the first byte of a request, or from the opening of the connection, to the end of the header section.
    package var headTime: TimeSpan
    /// From the end of the header section to the end of the body.
    package var bodyTime: TimeSpan
    /// How many bytes a second a body must bring that is handed on as it arrives, on average.
    package var bodyRate: Int
    /// How long a connection may lie idle between two requests.
    package var idleTime: TimeSpan
    /// How long a client may read nothing of a response that is being written.
    package var writeTime: TimeSpan
    /// How long a connection without a whole request has while the server is being drained.
    package var drainTime = TimeSpan.seconds(1)
    /// How long what a refused client still sends is read and dropped, so that it gets to see why it was refused.
    ///
    /// Closing a socket that has unread input resets the connection, and the response is lost (RFC 9112, 9.6).
    package var lingerTime = TimeSpan.seconds(2)

    /// Those of gateway.yaml, or the default ones.
    package init(_ bounds: ConnectionBounds = ConnectionBounds(), body: Int = 1 << 20) {
        self.body = body
        target = bounds.target
        fieldCount = bounds.headerCount
        headerBytes = bounds.headerBytes
        connections = bounds.connections
        connectionsOfOne = bounds.connectionsOfOne
        handshakeTime = bounds.handshakeTime
        headTime = bounds.headerTime
        bodyTime = bounds.bodyTime
        bodyRate = max(1, bounds.bodyRate)
        idleTime = bounds.idleTime
        writeTime = bounds.writeTime
    }

    /// When the next part of a body that is handed on has to have come, after a part of so many bytes.
    ///
    /// Each byte earns its share of a second, and nobody has more than ``bodyTime`` left: whoever sends less than ``bodyRate`` in the long
    /// run is cut off, after ``bodyTime`` at the earliest. With 30 s and 500 bytes a second, one who sends 250 bytes a second has 60 s.
    func bodyDeadline(after deadline: NIODeadline, bytes count: Int, _ now: NIODeadline) -> NIODeadline {
        let full = now + TimeAmount(bodyTime)
        guard deadline < full else { return full }
        let earned = Int64(min(count, 1 << 30)) * 1_000_000_000 / Int64(bodyRate)
        return min(deadline + .nanoseconds(earned), full)
    }

    /// What a client is told whose body is late; `streams` if it is handed on as it arrives.
    func tooSlowBody(streams: Bool) -> Refusal {
        streams ? .belowRate(bodyRate, time: bodyTime) : .tooSlow("body", limit: bodyTime)
    }

    /// Those of one listener that has bounds of its own, within these.
    func with(_ bounds: ConnectionBounds) -> ConnectionLimits {
        var own = ConnectionLimits(bounds, body: body)
        own.connections = min(own.connections, connections)
        own.proxies = proxies
        own.drainTime = drainTime
        own.lingerTime = lingerTime
        return own
    }

    /// The shortest of the times: a timer that is armed no further off fires before any deadline that is set meanwhile.
    ///
    /// Without `lingerTime`, which comes once in a connection's life and has the timer armed anew: with it, 10,000 idle connections
    /// would check their deadlines 5,000 times a second, and not 1,000 times.
    var shortestTime: TimeSpan {
        max(.milliseconds(1), min(headTime, bodyTime, min(idleTime, writeTime)))
    }
}
