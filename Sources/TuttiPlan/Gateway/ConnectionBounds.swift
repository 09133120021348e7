package import TuttiResilience

/// What one client, and all of them together, may ask of the listeners; sizes are bytes.
package struct ConnectionBounds: Sendable, Hashable {
    /// The longest request target.
    package var target = 8 << 10
    /// The most headers of a request.
    package var headerCount = 100
    /// The most bytes of all names and values of headers.
    package var headerBytes = 32 << 10
    /// The most connections at once, of all listeners together.
    package var connections = 10_000
    /// The most connections at once of one client, an IPv4 address or an IPv6 network of 64 bits; nil for as many as there are.
    package var connectionsOfOne: Int?
    /// From the opening of a connection to the end of its TLS handshake.
    package var handshakeTime = TimeSpan.seconds(10)
    /// From the first byte of a request, or from the opening of the connection, to the end of the header section.
    package var headerTime = TimeSpan.seconds(10)
    /// From the end of the header section to the end of the body.
    package var bodyTime = TimeSpan.seconds(30)
    /// How many bytes a second a body must bring that is forwarded as it comes, on average.
    package var bodyRate = 500
    /// How long a connection may lie idle between two requests.
    package var idleTime = TimeSpan.seconds(75)
    /// How long a client may read nothing of a response that is being written.
    package var writeTime = TimeSpan.seconds(30)

    /// The default bounds.
    package init() {}
}
