/// Finds the instances whose requests fail more often than those of the others.
///
/// An instance stands out when its share of good requests is below the mean by more than 1.9 standard deviations (as in Envoy), and by more
/// than a tenth. Envoy doesn't ask for the tenth; but of five instances one that fails a single request is two deviations below the mean
/// when no other fails any. Instances with few requests say little and aren't compared; and there must be five to compare.
///
/// | good requests, in % | stands out |
/// |---|---|
/// | 100, 100, 100, 100, 60 | the last: the mean is 92, the deviation 16, so the bound is 61.6 |
/// | 100, 100, 100, 100, 99 | none: it is within a tenth |
/// | 100, 80, 60, 40, 20 | none: all differ, so the bound is 6.3 |
/// | 100, 100, 100, 0 | none: four are too few |
package enum SuccessRates {
    /// The instances that are needed for a comparison.
    package static let fewestInstances = 5
    /// The requests that an instance must have had.
    package static let fewestRequests = 100
    /// The time within which requests are counted.
    package static let interval = TimeSpan.seconds(10)

    private static let deviations = 1.9
    private static let leastDistance = 0.1

    /// How the requests to an instance ended within an interval.
    package struct Count: Sendable, Hashable, BitwiseCopyable {
        /// The number of the instance.
        package let instance: Int
        /// The requests that ended.
        package let ended: Int
        /// Those of them that failed.
        package let failed: Int

        /// A count made of its parts.
        package init(instance: Int, ended: Int, failed: Int) {
            self.instance = instance
            self.ended = ended
            self.failed = failed
        }

        /// The share of good requests, 0 to 1.
        package var rate: Double { ended > 0 ? min(max(Double(ended - failed) / Double(ended), 0), 1) : 1 }
    }

    /// The counts that stand out, the worst first.
    package static func outliers(_ counts: [Count]) -> [Count] {
        let compared = counts.filter { $0.ended >= fewestRequests }
        guard compared.count >= fewestInstances else { return [] }
        let number = Double(compared.count)
        let mean = compared.reduce(0) { $0 + $1.rate } / number
        let variance = compared.reduce(0) { $0 + ($1.rate - mean) * ($1.rate - mean) } / number
        let bound = mean - max(deviations * variance.squareRoot(), leastDistance)
        return compared.filter { $0.rate < bound }.sorted { ($0.rate, $0.instance) < ($1.rate, $1.instance) }
    }
}
