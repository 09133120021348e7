/// Which status a response has when calls failed, where an endpoint says so: its `status`.
package struct StatusMapping: Sendable, Hashable {
    /// Of a response in which an optional call failed.
    package let partial: Int
    /// Of a problem that a required call is the cause of, by the call's index.
    package let calls: [Int: CallMapping]

    /// What one call's failures give.
    package struct CallMapping: Sendable, Hashable {
        /// By the status of its service.
        package let statuses: [Int: Int]
        /// By the reason of its failure.
        package let reasons: [FailureReason: Int]

        /// A mapping made of its parts.
        package init(statuses: [Int: Int] = [:], reasons: [FailureReason: Int] = [:]) {
            self.statuses = statuses
            self.reasons = reasons
        }
    }

    /// A mapping made of its parts.
    package init(partial: Int = 200, calls: [Int: CallMapping] = [:]) {
        self.partial = partial
        self.calls = calls
    }
}
