import Testing

@testable import TuttiResilience

struct ResultWindowTests {
    private func moment(_ milliseconds: Int64) -> MonotonicTime {
        .zero + .milliseconds(milliseconds)
    }

    /// A call ended at `first`; is it still counted when another ends at `second`? The window is 10 s.
    @Test(arguments: [
        (Int64(12_700), Int64(12_700), 2),
        (12_700, 21_999, 2),
        (12_700, 22_000, 1),
        (12_000, 21_999, 2),
        (12_999, 22_000, 1),
        (0, 9_999, 2),
        (0, 10_000, 1),
        (-1, 8_999, 2),
        (-1, 9_000, 1),
        (-1_000, 8_999, 2),
        (12_700, 3_600_000, 1),
        (12_700, 2_000, 2),
    ])
    func callIsCountedForTenBuckets(first: Int64, second: Int64, calls: Int) {
        var window = ResultWindow(length: .seconds(10))
        window.callEnded(failed: true, now: moment(first))
        window.callEnded(failed: false, now: moment(second))
        #expect(window.all.votes == calls)
        #expect(window.failures == calls - 1)
    }

    @Test func bucketOfAnOddWindowIsRoundedUp() {
        var window = ResultWindow(length: TimeSpan(nanoseconds: 11))  // buckets of 2 ns
        window.callEnded(failed: true, now: MonotonicTime(nanoseconds: 1))
        window.callEnded(failed: true, now: MonotonicTime(nanoseconds: 19))
        #expect(window.all.votes == 2)
        window.callEnded(failed: true, now: MonotonicTime(nanoseconds: 20))
        #expect(window.all.votes == 2)
    }

    @Test func eachBucketLeavesByItself() {
        var window = ResultWindow(length: .seconds(10))
        for second in Int64(0)..<10 {
            for _ in 0...second { window.callEnded(failed: second.isMultiple(of: 2), now: moment(second * 1000)) }
        }
        #expect(window.all.votes == 55)
        #expect(window.failures == 25)
        for second in Int64(10)..<19 {
            window.callEnded(failed: false, now: moment(second * 1000))
            let leftBehind = (0...(second - 10)).reduce(0) { $0 + $1 + 1 }
            #expect(window.all.votes == Int(55 - leftBehind + second - 9))
        }
        #expect(window.failures == 0)
    }

    @Test func clearedWindowIsEmpty() {
        var window = ResultWindow(length: .seconds(10))
        for second in Int64(0)..<10 { window.callEnded(failed: true, now: moment(second * 1000)) }
        window.clear()
        #expect(window.all.votes == 0)
        #expect(window.failures == 0)
        window.callEnded(failed: false, now: moment(9_000))
        window.callEnded(failed: false, now: moment(10_000))
        #expect(window.all.votes == 2)
        #expect(window.failures == 0)
    }

    /// The distance between the two moments is more than fits: it must not be taken for a short one.
    @Test func jumpFromEndToEndOfTheClockEmptiesTheWindow() {
        var window = ResultWindow(length: TimeSpan(nanoseconds: 10))  // buckets of 1 ns
        window.callEnded(failed: true, now: MonotonicTime(nanoseconds: .min + 1))
        window.callEnded(failed: false, now: MonotonicTime(nanoseconds: .max))
        #expect(window.all.votes == 1)
        #expect(window.failures == 0)
    }
}

extension ResultWindow {
    /// A whole vote of some client.
    fileprivate mutating func callEnded(failed: Bool, now: MonotonicTime) {
        add(BreakerVote(failed ? .failed : .succeeded), from: ClientGroup(number: 0), now: now)
    }

    /// Whole votes that are failures.
    fileprivate var failures: Int { all.failures / BreakerVote.unit }
}
