/// What a store has to know of a limit to charge it: the same arithmetic as ``LimitWindow``, with a clock of its own.
package struct LimitTerms: Sendable, Equatable {
    /// What one request costs: microseconds of a rate, 1 of a quota.
    package let unit: String
    /// How many requests there may be at once, or in the period.
    package let most: UInt64
    /// The number of the period of a quota, and in how many seconds it ends; nil for a rate.
    package let period: (number: UInt64, secondsLeft: UInt64)?

    package static func == (left: LimitTerms, right: LimitTerms) -> Bool {
        left.unit == right.unit && left.most == right.most && left.period?.number == right.period?.number
            && left.period?.secondsLeft == right.period?.secondsLeft
    }
}
