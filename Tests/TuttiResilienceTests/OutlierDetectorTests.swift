import SeededRandom
import Testing
import TuttiResilience

/// Which instances are ejected, for how long, and when they are back.
struct OutlierDetectorTests {
    private static func at(_ seconds: Int64) -> MonotonicTime { .zero + .seconds(seconds) }

    private static func detector(
        _ count: Int, consecutive: Int = 5, ejectFor: TimeSpan = .seconds(30), atMost: Double = 0.5
    ) -> OutlierDetector {
        var detector = OutlierDetector(
            policy: OutlierPolicy(consecutive: consecutive, ejectFor: ejectFor, atMost: atMost))
        _ = detector.update(Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, true) }), now: .zero)
        return detector
    }

    /// Fails so many requests to an instance; returns what the last one brought about.
    private static func fail(
        _ instance: Int, times: Int = 5, at seconds: Int64 = 0, _ detector: inout OutlierDetector
    ) -> OutlierDetector.Ejection? {
        var ejection: OutlierDetector.Ejection?
        for _ in 0..<times { ejection = detector.failed(instance, now: at(seconds), jitter: 0) }
        return ejection
    }

    // MARK: - In a row

    /// `-` is a failure and `+` a success of the first of five instances.
    @Test(arguments: [
        ("----", false), ("-----", true), ("----+----", false), ("----+-----", true), ("+++++----", false),
        ("-+-+-+-+-+-+-", false),
    ])
    func fiveFailuresInARowEject(results: String, isEjected: Bool) {
        var detector = Self.detector(5)
        for result in results {
            if result == "+" {
                detector.succeeded(0)
            } else {
                _ = detector.failed(0, now: .zero, jitter: 0)
            }
        }
        #expect(detector.ejected == (isEjected ? [0] : []))
    }

    @Test func failuresOfDifferentInstancesAreNotInARow() {
        var detector = Self.detector(5)
        for instance in [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4] {
            #expect(detector.failed(instance, now: .zero, jitter: 0) == nil)
        }
        #expect(detector.failed(3, now: .zero, jitter: 0)?.cause == .inARow(5))
        #expect(detector.ejected == [3])
    }

    @Test func whatEndsWhileItIsEjectedSaysNothing() {
        var detector = Self.detector(5)
        #expect(Self.fail(0, &detector) != nil)
        #expect(Self.fail(0, times: 50, &detector) == nil)
        detector.succeeded(0)
        #expect(detector.ejected == [0])
        #expect(detector.nextReturn == Self.at(30))
    }

    @Test func anInstanceThatIsNotThereIsPassedOver() {
        var detector = Self.detector(5)
        #expect(Self.fail(7, times: 50, &detector) == nil)
        detector.succeeded(7)
        #expect(detector.ejected.isEmpty)
    }

    // MARK: - Time

    @Test func itIsBackAfterItsTimeAndOneGoodRequestEndsTheProbation() {
        var detector = Self.detector(5)
        _ = Self.fail(0, &detector)
        #expect(detector.returned(now: Self.at(29)).isEmpty)
        #expect(detector.returned(now: Self.at(30)) == [0])
        #expect(detector.ejected.isEmpty)
        detector.succeeded(0)
        #expect(Self.fail(0, times: 4, at: 31, &detector) == nil)
    }

    @Test func aProbeThatFailsEjectsAgainForLonger() {
        var detector = Self.detector(5)
        _ = Self.fail(0, &detector)
        var now: Int64 = 0
        for seconds in [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300] as [Int64] {
            now += seconds
            #expect(detector.returned(now: Self.at(now)) == [0])
            let ejection = Self.fail(0, times: 1, at: now, &detector)
            #expect(ejection?.cause == .probe)
            #expect(ejection?.duration == .seconds(min(seconds + 30, 300)))
        }
    }

    /// An instance that was ejected three times, has been back for so long, and then fails five times in a row.
    @Test(arguments: [(0, 120), (29, 120), (30, 90), (59, 90), (60, 60), (90, 30), (10_000, 30)] as [(Int64, Int64)])
    func timeWithoutEjectionTakesEjectionsOff(quiet: Int64, seconds: Int64) {
        var detector = Self.detector(5)
        _ = Self.fail(0, &detector)
        var now: Int64 = 30
        _ = detector.returned(now: Self.at(now))
        for length in [60, 90] as [Int64] {
            _ = Self.fail(0, times: 1, at: now, &detector)
            now += length
            _ = detector.returned(now: Self.at(now))
        }
        detector.succeeded(0)
        #expect(Self.fail(0, at: now + quiet, &detector)?.duration == .seconds(seconds))
    }

    @Test func jitterMakesItUpToATenthLonger() {
        var detector = Self.detector(5, consecutive: 1)
        #expect(detector.failed(0, now: .zero, jitter: 1)?.duration == .seconds(33))
        #expect(detector.failed(1, now: .zero, jitter: 0.5)?.duration == .milliseconds(31_500))
        #expect(detector.nextReturn == .zero + .milliseconds(31_500))
    }

    @Test func timeThatSaturatesTrapsNothing() {
        var detector = Self.detector(5, consecutive: 1, ejectFor: TimeSpan(nanoseconds: .max))
        #expect(detector.failed(0, now: .distantFuture, jitter: 1) != nil)
        #expect(detector.returned(now: .distantFuture) == [0])
        #expect(detector.failed(0, now: MonotonicTime(nanoseconds: .min), jitter: 0) != nil)
    }

    // MARK: - Bounds

    /// Instances, share, and how many are ejected when all fail.
    @Test(arguments: [
        (1, 1.0, 0), (2, 1, 1), (5, 1, 4), (1, 0.5, 0), (2, 0.5, 1), (3, 0.5, 1), (4, 0.5, 2), (5, 0.5, 2),
        (10, 0.5, 5),
        (10, 0.3, 3), (10, 0.29, 2), (3, 0.1, 0), (100, 0.01, 1), (10, 0.9, 9), (10, 1, 9),
    ])
    func theShareHoldsWithTheEjectionInQuestion(count: Int, atMost: Double, ejected: Int) {
        var detector = Self.detector(count, atMost: atMost)
        for instance in 0..<count { _ = Self.fail(instance, times: 20, &detector) }
        #expect(detector.ejected == Array(0..<ejected))
    }

    @Test func whatCouldNotBeEjectedIsWithTheNextFailureAfterAnotherIsBack() {
        var detector = Self.detector(2)
        _ = Self.fail(0, &detector)
        #expect(Self.fail(1, times: 9, &detector) == nil)
        #expect(detector.returned(now: Self.at(30)) == [0])
        #expect(Self.fail(1, times: 1, at: 30, &detector)?.cause == .inARow(10))
    }

    @Test func theLastAvailableOneIsNeverEjected() {
        var detector = Self.detector(4, atMost: 1)
        // Checks have found two unhealthy, or they are drained.
        #expect(detector.update([0: true, 1: true, 2: false, 3: false], now: .zero).isEmpty)
        #expect(Self.fail(0, &detector) != nil)
        #expect(Self.fail(1, times: 50, &detector) == nil)
        #expect(detector.ejected == [0])
    }

    @Test func theyComeBackWhenNoOtherOneIsLeft() {
        var detector = Self.detector(4, atMost: 1)
        for instance in [0, 1, 2] { _ = Self.fail(instance, &detector) }
        #expect(detector.update([0: true, 1: false, 2: true, 3: true], now: Self.at(1)).isEmpty)
        #expect(detector.update([0: true, 1: false, 2: true, 3: false], now: Self.at(2)) == [0, 2])
        #expect(detector.ejected == [1])
    }

    @Test func anInstanceThatGoesIsForgotten() {
        var detector = Self.detector(4)
        _ = Self.fail(0, &detector)
        #expect(detector.update([1: true, 2: true, 3: true], now: .zero).isEmpty)
        #expect(detector.ejected.isEmpty && detector.nextReturn == nil)
        #expect(detector.update([0: true, 1: true], now: .zero).isEmpty)
        #expect(detector.ejected.isEmpty)
    }

    @Test func oneThatComesLaterCountsForTheShare() {
        var detector = Self.detector(3)
        _ = Self.fail(0, &detector)
        #expect(Self.fail(1, &detector) == nil)
        _ = detector.update([0: true, 1: true, 2: true, 3: true], now: .zero)
        #expect(Self.fail(1, times: 1, &detector) != nil)
    }

    // MARK: - Success rate

    @Test func anInstanceThatFailsMoreOftenIsEjectedAtTheEndOfTheInterval() {
        var detector = Self.detector(6)
        let counts = (0..<6).map { SuccessRates.Count(instance: $0, ended: 200, failed: $0 == 4 ? 120 : 2) }
        let ejections = detector.intervalEnded(counts, now: Self.at(10), jitter: 0)
        #expect(ejections.map(\.instance) == [4])
        #expect(ejections.first?.cause == .successRate(40, others: 89))
        #expect(detector.nextReturn == Self.at(40))
        // What it did before is not compared again, nor what others do that are not there.
        #expect(detector.intervalEnded(counts, now: Self.at(20), jitter: 0).isEmpty)
    }

    @Test func theShareHoldsForSuccessRatesToo() {
        var detector = Self.detector(10, atMost: 0.1)
        let counts = (0..<10).map { SuccessRates.Count(instance: $0, ended: 100, failed: $0 > 7 ? 99 - $0 : 0) }
        let ejections = detector.intervalEnded(counts, now: .zero, jitter: 0)
        #expect(ejections.map(\.instance) == [8])
    }

    // MARK: - At random

    @Test(arguments: 0..<20 as Range<UInt64>)
    func whateverHappensTheBoundsHold(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let policy = OutlierPolicy(
            consecutive: .random(in: 1...4, using: &random), ejectFor: .seconds(.random(in: 1...40, using: &random)),
            atMost: .random(in: 0.05...1, using: &random))
        var detector = OutlierDetector(policy: policy)
        var present: [Int: Bool] = [:]
        var now = MonotonicTime.zero
        for _ in 0..<2_000 {
            now = now + .milliseconds(.random(in: 0...5_000, using: &random))
            let (before, number) = (Set(detector.ejected), Int.random(in: 0..<8, using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0: present[number] = .random(using: &random)
            case 1: present[number] = nil
            case 2...5: detector.succeeded(number)
            case 6:
                let counts = (0..<8).map { SuccessRates.Count(instance: $0, ended: 100, failed: $0 == number ? 90 : 0) }
                _ = detector.intervalEnded(counts, now: now, jitter: 0.5)
            default: _ = detector.failed(number, now: now, jitter: 0.5)
            }
            _ = detector.returned(now: now)
            _ = detector.update(present, now: now)
            let ejected = Set(detector.ejected)
            #expect(ejected.isSubset(of: present.keys))
            if let next = detector.nextReturn { #expect(next > now) }
            let available = present.filter(\.value).keys
            if !available.isEmpty { #expect(available.contains { !ejected.contains($0) }) }
            if !ejected.subtracting(before).isEmpty {
                #expect(Double(ejected.count) <= policy.atMost * Double(present.count) + 1e-6)
            }
        }
    }
}
