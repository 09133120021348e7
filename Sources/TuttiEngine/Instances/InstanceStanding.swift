/// Why an instance gets no requests; empty for one that does.
package struct InstanceStanding: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Its health checks have failed.
    package static let unhealthy = InstanceStanding(rawValue: 1)
    /// Its responses have failed, so that it is left out for a while.
    package static let ejected = InstanceStanding(rawValue: 2)
    /// Somebody wants it to get no more requests: those in flight come to their end.
    package static let draining = InstanceStanding(rawValue: 4)

    /// It has come while others were well, and waits for its first health check.
    package static let unchecked = InstanceStanding(rawValue: 8)

    /// Adds a reason, or takes it away.
    mutating func set(_ reason: InstanceStanding, _ holds: Bool) {
        if holds { insert(reason) } else { remove(reason) }
    }
}
