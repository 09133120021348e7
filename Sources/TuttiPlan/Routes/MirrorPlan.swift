/// Where copies of a route's requests go; nobody waits for what comes of them.
package struct MirrorPlan: Sendable, Equatable {
    /// The index of the service.
    package let service: Int
    /// The share of the requests that are copied, above 0, at most 1.
    package let share: Double

    /// A mirror made of its parts.
    package init(service: Int, share: Double) {
        self.service = service
        self.share = share
    }
}
