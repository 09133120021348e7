/// What has become of the instances of a service that are looked for.
package struct DiscoveryEvent: Sendable, Equatable {
    /// What has changed.
    package enum Change: Sendable, Equatable {
        /// There are other instances; `cut` more than may be were left out.
        case instances(now: Int, before: Int, new: [String], gone: [String], cut: Int)
        /// Look-ups fail from now on, or for another reason; those that are known are kept.
        case failing(LookUpFailure, kept: Int)
        /// So many look-ups have failed, and the last one hasn't.
        case found(failures: Int, now: Int)
    }

    /// The name of the service.
    package var service: String
    /// What is looked for: `the name orders.internal`.
    package var subject: String
    /// What has changed.
    package var change: Change

    /// An event made of its parts.
    package init(service: String, subject: String, change: Change) {
        (self.service, self.subject, self.change) = (service, subject, change)
    }
}
