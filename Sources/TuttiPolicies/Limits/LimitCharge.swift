/// What a request takes from a limit.
package struct LimitCharge: Sendable {
    /// The limit.
    package let meter: LimitMeter
    /// Whose count it is.
    package let key: LimitKey
    /// For how many requests it counts; 0 takes nothing.
    package let cost: UInt64

    /// A charge of its parts.
    package init(meter: LimitMeter, key: LimitKey, cost: UInt64) {
        self.meter = meter
        self.key = key
        self.cost = cost
    }
}
