/// Which statuses of a service are words for the client, and what it gets of them: `refusals` of a call.
///
/// They matter where the failure of the call makes the whole response a problem: then the service's body takes the problem's place.
package struct RefusalPolicy: Sendable, Equatable {
    /// Statuses that are about the connection, or about how a request came, and not about what it asks for: they are never a refusal.
    ///
    /// A client would take them for the gateway's, and may send the request again (RFC 9110, 15.5.9 and 15.5.20; RFC 8470, 5.2).
    package static let ofConnection: Set<Int> = [407, 408, 421, 425, 426, 431]

    /// Ranges of statuses, 400 to 499; those ``ofConnection`` in them don't count.
    package let ranges: [ClosedRange<Int>]
    /// The body that the client gets, over `error`, the body of the service; nil passes that on as it is.
    package let body: ValueTemplate?

    /// The name by which `body` reads the body of the service.
    package static let errorName = "error"

    /// A policy of its parts.
    package init(ranges: [ClosedRange<Int>], body: ValueTemplate? = nil) {
        self.ranges = ranges
        self.body = body
    }

    /// Whether a status is one of them.
    package func contains(_ status: Int) -> Bool {
        ranges.contains { $0.contains(status) } && !Self.ofConnection.contains(status)
    }
}
