internal import TuttiResilience

/// What a limit means to several instances together.
extension LimitRule {
    /// What a store has to know to charge it.
    package func terms(at moment: LimitMoment) -> LimitTerms {
        switch kind {
        case .rate(let interval, let burst):
            let fraction = String(1_000 + interval % 1_000).dropFirst()
            return LimitTerms(unit: "\(interval / 1_000).\(fraction)", most: burst, period: nil)
        case .quota(let count, let period, let offset):
            let (number, left) = Self.period(period, at: moment.secondsSince1970, offset: offset)
            return LimitTerms(unit: "1", most: count, period: (number, left))
        }
    }

    /// The limit of one of so many instances that can't ask each other.
    package func share(among instances: Int) -> LimitRule {
        let parts = UInt64(min(max(instances, 1), 100_000))
        switch kind {
        case .rate(let interval, let burst):
            // An instance of a hundred thousand, with one a day: an interval of 274 years.
            return LimitRule(kind: .rate(interval: interval * parts, burst: max(1, burst / parts)))
        case .quota(let count, let period, let offset):
            return LimitRule(kind: .quota(count: max(1, count / parts), period, offset: offset))
        }
    }

    /// The most requests that are prepaid at once: those of a tenth of a second of a rate, a thousandth of a quota.
    var mostPrepaid: UInt64 {
        switch kind {
        case .rate(let interval, let burst): min(UInt64(LimitLease.span.nanoseconds) / interval, burst)
        case .quota(let count, _, _): count / 1_000
        }
    }

    /// The value of a key, as ``LimitWindow`` has it, of which so much is used at a moment.
    func value(used: UInt64, at moment: LimitMoment) -> UInt64 {
        let window = window(at: moment)
        let (distance, overflow) = used.multipliedReportingOverflow(by: window.end == nil ? 1_000 : 1)
        guard !overflow else { return window.ceiling }
        let value = window.floor.addingReportingOverflow(distance)
        return value.overflow ? window.ceiling : min(value.partialValue, window.ceiling)
    }
}
