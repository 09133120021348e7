/// When an instance gets no requests for a while, because it fails where others don't: the `outliers` of a service.
package struct OutlierPolicy: Sendable, Hashable, BitwiseCopyable {
    /// So many failures in a row eject an instance; at least 1.
    package let consecutive: Int

    /// How long the first ejection lasts, above zero and at most a day; the second one in a row lasts twice as long, and so on.
    package let ejectFor: TimeSpan

    /// At most this share of the instances is ejected at a time, above 0 and at most 1.
    package let atMost: Double

    /// The longest ejection, unless ``ejectFor`` is longer.
    package static let longest = TimeSpan.seconds(300)

    /// The policy of a service without `outliers`.
    package static let standard = OutlierPolicy(consecutive: 5, ejectFor: .seconds(30), atMost: 0.5)

    /// A policy with each value brought into its range.
    package init(consecutive: Int, ejectFor: TimeSpan, atMost: Double) {
        self.consecutive = max(consecutive, 1)
        self.ejectFor = min(max(ejectFor, .milliseconds(1)), .seconds(86_400))
        self.atMost = atMost.isNaN ? 0.5 : min(max(atMost, .leastNonzeroMagnitude), 1)
    }

    /// How long an ejection lasts that is the `times`th in a row, with up to a tenth more by `jitter`, 0 to 1: instances that were
    /// ejected together don't come back together.
    ///
    /// With 30 s and no jitter: 30 s, 60 s, 90 s, and so on up to 300 s.
    package func duration(times: Int, jitter: Double) -> TimeSpan {
        let (product, overflow) = ejectFor.nanoseconds.multipliedReportingOverflow(by: Int64(max(times, 1)))
        let longest = max(Self.longest, ejectFor).nanoseconds
        let base = overflow ? longest : min(product, longest)
        let share = jitter.isNaN ? 0 : min(max(jitter, 0), 1)
        return TimeSpan(nanoseconds: base + Int64(Double(base / 10) * share))
    }
}
