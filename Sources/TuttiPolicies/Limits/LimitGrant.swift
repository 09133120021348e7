/// What a store that several instances share has said about a key of a limit.
package struct LimitGrant: Sendable, Equatable {
    /// How many requests are paid for; 0 where the one that was asked for can't be.
    package let granted: UInt64
    /// How far the key's value is above the floor of its window: microseconds of a rate, requests of a quota.
    package let used: UInt64

    /// A grant of its parts.
    package init(granted: UInt64, used: UInt64) {
        self.granted = granted
        self.used = used
    }
}
