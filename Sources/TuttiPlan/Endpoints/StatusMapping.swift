/// Which status a response has, where an endpoint says so: its `status`.
package struct StatusMapping: Sendable, Hashable {
    /// Of a composed response.
    package let success: Int
    /// Of a response in which an optional call failed.
    package let partial: Int
    /// Whether the file says what ``partial`` is; else it is ``success``.
    package let givesPartial: Bool
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
    package init(success: Int = 200, partial: Int? = nil, calls: [Int: CallMapping] = [:]) {
        self.success = success
        self.partial = partial ?? success
        givesPartial = partial != nil
        self.calls = calls
    }

    /// The statuses whose responses have no body (RFC 9110, 6.4.1 and 15.3.6).
    package static let bodiless: Set<Int> = [204, 205, 304]
}
