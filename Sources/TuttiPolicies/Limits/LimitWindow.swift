/// What may be charged at one moment, in numbers that only grow while a key is in use.
///
/// The same arithmetic serves rates and quotas. A key has a value, and one that is not above ``floor`` is as good as none. A charge moves
/// the value on from where it is, at least from the floor, and is admitted if it stays within ``ceiling``.
///
/// | | value | floor | ceiling | unit |
/// |---|---|---|---|---|
/// | rate | theoretical arrival time | now | now + burst x time for one | time for one |
/// | quota | period x 2^40 + used | period x 2^40 | floor + quota | 1 |
package struct LimitWindow: Sendable {
    /// What counts as unused.
    let floor: UInt64
    /// The most that a value may become.
    let ceiling: UInt64
    /// What one request costs.
    let unit: UInt64
    /// The seconds until a quota begins anew; nil for a rate.
    let end: UInt64?

    /// Where a charge begins for a key with that value.
    ///
    /// A quota's value above the ceiling is of a later period: the machine's clock was put back, and the key begins anew.
    func base(of value: UInt64) -> UInt64 {
        end != nil && value > ceiling ? floor : max(value, floor)
    }

    /// The value after a charge of so many requests from that base; nil when that is too many.
    func charged(_ base: UInt64, _ cost: UInt64) -> UInt64? {
        let (increment, overflow) = cost.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        let (value, isTooLarge) = base.addingReportingOverflow(increment)
        return isTooLarge || value > ceiling ? nil : value
    }

    /// How things stand for a key with that base, of which a request asks so much.
    func standing(_ base: UInt64, cost: UInt64, isExceeded: Bool) -> LimitStanding {
        let free = ceiling > base ? ceiling - base : 0
        let available = free / unit
        if let end {
            return LimitStanding(
                isExceeded: isExceeded, available: available, seconds: end,
                isAttainable: cost <= ceiling - floor)
        }
        guard cost <= (ceiling - floor) / unit else {
            return LimitStanding(isExceeded: isExceeded, available: available, seconds: 1, isAttainable: false)
        }
        // Whoever takes what is available in that time keeps to the rate. Where too little is available, it is when there is enough.
        let wanted = isExceeded ? (base &- floor) &+ cost &* unit &- (ceiling &- floor) : 0
        let nanoseconds = isExceeded ? wanted : max(available &* unit, unit &- free % unit)
        return LimitStanding(
            isExceeded: isExceeded, available: available, seconds: max(1, (nanoseconds &+ 999_999_999) / 1_000_000_000),
            isAttainable: true)
    }
}
