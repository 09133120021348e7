/// How requests are spread over the instances of a service.
package enum Balance: String, Sendable, Hashable, CaseIterable {
    /// The better one of two by chance: by latency (peak EWMA) and requests in flight.
    case p2c
    /// Each instance in turn.
    case roundRobin = "round-robin"
    /// The one with the fewest requests in flight from this gateway; if several have as few, each of these in turn.
    case leastRequests = "least-requests"
    /// One at random.
    case random
    /// Always the same one for the same path, as long as it is there and not too busy (rendezvous hashing with bounded loads).
    case hash
}
