/// How requests are spread over the instances of a service.
package enum Balance: String, Sendable, Hashable, CaseIterable {
    /// Each instance in turn.
    case roundRobin = "round-robin"
    /// The one with the fewest requests in flight from this gateway; if several have as few, each of these in turn.
    case leastRequests = "least-requests"
    /// One at random.
    case random
    /// Always the same one for the same path, as long as the instances don't change (rendezvous hashing).
    case hash
}
