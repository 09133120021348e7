package import TuttiPolicies

/// What a request takes from a limit that several instances share.
package struct SharedCharge {
    /// The limit.
    let limit: SharedLimit
    /// Whose count it is, for this process.
    let key: LimitKey
    /// Whose count it is, for all: asked for when the store is.
    let holder: () -> [UInt8]
    /// For how many requests it counts.
    let cost: UInt64

    /// A charge of its parts.
    package init(_ limit: SharedLimit, key: LimitKey, cost: UInt64, holder: @escaping () -> [UInt8]) {
        self.limit = limit
        self.key = key
        self.cost = cost
        self.holder = holder
    }
}
