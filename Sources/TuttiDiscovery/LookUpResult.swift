package import TuttiPlan
package import TuttiResilience

/// How a look-up of a service's instances has ended.
package enum LookUpResult: Sendable, Equatable {
    /// What was found.
    package struct Found: Sendable, Equatable {
        /// The instances, in any order; one at least.
        package var instances: [ServiceInstance]
        /// How long they hold, as DNS says.
        package var lifetime: TimeSpan
        /// Hosts of SRV records whose addresses could not be found: what was known of them holds on.
        package var unresolved: Set<String> = []
        /// How many instances there were beyond the bound.
        package var cut = 0

        /// A result of its parts.
        package init(
            _ instances: [ServiceInstance], lifetime: TimeSpan, unresolved: Set<String> = [], cut: Int = 0
        ) {
            (self.instances, self.lifetime, self.unresolved, self.cut) = (instances, lifetime, unresolved, cut)
        }
    }

    case found(Found)
    case failed(LookUpFailure)
    /// A file is as it was when it was looked at last.
    case unchanged
}
