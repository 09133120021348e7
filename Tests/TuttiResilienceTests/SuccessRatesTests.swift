import Testing
import TuttiResilience

/// Which instances fail more often than the others.
struct SuccessRatesTests {
    /// Good requests of a hundred each, and the indices of those that stand out.
    @Test(
        arguments: [
            ([], []),
            ([100, 100, 100, 100, 60], [4]),
            ([100, 100, 100, 100, 99], []),
            // Within a tenth of the mean, 98, whatever the deviation.
            ([100, 100, 100, 100, 90], []),
            ([100, 100, 100, 100, 86], [4]),
            ([100, 80, 60, 40, 20], []),
            ([100, 100, 100, 0], []),
            ([0, 0, 0, 0, 0], []),
            ([50, 50, 50, 50, 50, 50], []),
            ([100, 100, 100, 100, 100, 100, 100, 100, 10, 20], [8]),
            ([100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 30, 20], [11, 10]),
            ([0, 100, 100, 100, 100, 100], [0]),
        ] as [([Int], [Int])])
    func standsOutWhatIsFarBelowTheMean(good: [Int], indices: [Int]) {
        let counts = good.enumerated().map { SuccessRates.Count(instance: $0, ended: 100, failed: 100 - $1) }
        #expect(SuccessRates.outliers(counts).map(\.instance) == indices)
    }

    @Test func whoHasFewRequestsIsNotCompared() {
        var counts = (0..<4).map { SuccessRates.Count(instance: $0, ended: 1_000, failed: 0) }
        counts.append(SuccessRates.Count(instance: 4, ended: 99, failed: 99))
        #expect(SuccessRates.outliers(counts).isEmpty)
        counts[4] = SuccessRates.Count(instance: 4, ended: 100, failed: 99)
        #expect(SuccessRates.outliers(counts).map(\.instance) == [4])
    }

    @Test(arguments: [(0, 0, 1.0), (10, 5, 0.5), (10, 20, 0), (10, -5, 1), (-1, 3, 1)])
    func aRateIsAShareWhateverWasCounted(ended: Int, failed: Int, rate: Double) {
        #expect(SuccessRates.Count(instance: 0, ended: ended, failed: failed).rate == rate)
    }
}
