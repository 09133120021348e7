/// How requests are spread over the instances of a service.
package enum Balance: String, Sendable, Hashable, CaseIterable {
    /// One after the other.
    case roundRobin = "round-robin"
    /// The one with the fewest requests in flight from this gateway; of equal ones in turn.
    case leastRequests = "least-requests"
    /// Any.
    case random
    /// The same for the same path, as long as there are the same instances (rendezvous hashing).
    case hash
}
