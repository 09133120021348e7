/// How many calls a service gets at once, and how many more may queue: the `concurrency` of a service.
package struct LimiterPolicy: Sendable, Hashable {
    /// How many calls run at once; at least 1.
    package let atOnce: Int

    /// How many more wait for their turn; with 0, a call that can't start at once is rejected.
    package let waiting: Int

    /// A policy with each value brought into its range.
    package init(atOnce: Int, waiting: Int) {
        self.atOnce = max(atOnce, 1)
        self.waiting = max(waiting, 0)
    }
}
