package import TuttiResilience

/// The bounds of a listener; sizes are bytes.
package struct ConnectionLimits: Sendable {
    /// The longest request target; a longer one is answered 414.
    package var target = 8 << 10
    /// The most headers of a request; more are answered 431.
    package var fieldCount = 100
    /// The most bytes of all names and values of headers; more are answered 431.
    package var headerBytes = 32 << 10
    /// The most bytes of a request body; more are answered 413.
    package var body: Int
    /// The most connections at once; one more is answered 503 and closed.
    package var connections = 10_000
    /// Whether one more connection is served all the same, and another one closed for it; see ``ServerLoop/makeRoom()``.
    package var makesRoom = false
    /// From the opening of a connection to the end of its TLS handshake.
    package var handshakeTime = TimeSpan.seconds(10)
    /// From the first byte of a request, or from the opening of the connection, to the end of the header section.
    package var headTime = TimeSpan.seconds(10)
    /// From the end of the header section to the end of the body.
    package var bodyTime = TimeSpan.seconds(30)
    /// How long a connection may lie idle between two requests.
    package var idleTime = TimeSpan.seconds(75)
    /// How long a client may read nothing of a response that is being written.
    package var writeTime = TimeSpan.seconds(30)
    /// How long a connection without a whole request has while the server is being drained.
    package var drainTime = TimeSpan.seconds(1)
    /// How long what a refused client still sends is read and dropped, so that it gets to see why it was refused.
    ///
    /// Closing a socket that has unread input resets the connection, and the response is lost (RFC 9112, 9.6).
    package var lingerTime = TimeSpan.seconds(2)

    /// The default bounds.
    package init(body: Int = 1 << 20) {
        self.body = body
    }

    /// The shortest of the times: a timer that is armed no further off fires before any deadline that is set meanwhile.
    ///
    /// Without `lingerTime`, which comes once in a connection's life and has the timer armed anew: with it, 10,000 idle connections
    /// would check their deadlines 5,000 times a second, and not 1,000 times.
    var shortestTime: TimeSpan {
        max(.milliseconds(1), min(headTime, bodyTime, min(idleTime, writeTime)))
    }
}
