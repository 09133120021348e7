/// How many calls a service gets at once, and how many more may queue: the `concurrency` of a service.
package struct LimiterPolicy: Sendable, Hashable {
    /// How many calls run at once, at most; at least 1.
    package let atOnce: Int

    /// How many more wait for their turn; with 0, a call that can't start at once is rejected.
    package let waiting: Int

    /// How few calls run at once when the service shows that it is overloaded, 1 to ``atOnce``; nil where their number doesn't adapt.
    package let atLeast: Int?

    /// A policy with each value brought into its range.
    package init(atOnce: Int, waiting: Int, atLeast: Int? = nil) {
        self.atOnce = max(atOnce, 1)
        self.waiting = max(waiting, 0)
        self.atLeast = atLeast.map { min(max($0, 1), max(atOnce, 1)) }
    }
}
