import Testing
import TuttiPolicies

/// RFC 9110, 14.
struct ByteRangesTests {
    @Test(
        arguments: [
            ("bytes=0-499", .parts([0..<500])), ("bytes=500-999", .parts([500..<1_000])),
            ("bytes=-500", .parts([500..<1_000])), ("bytes=999-", .parts([999..<1_000])),
            ("bytes=0-0,-1", .parts([0..<1, 999..<1_000])), ("BYTES = 0-1 , 5-6,", .parts([0..<2, 5..<7])),
            ("bytes=0-", .parts([0..<1_000])),
            ("bytes=0-99999999999999999999999999", .parts([0..<1_000])),
            ("bytes=-99999999999999999999999999", .parts([0..<1_000])), ("bytes=5-6,0-1", .parts([5..<7, 0..<2])),
            ("bytes=0-9,2000-", .parts([0..<10])), ("bytes=0-499,250-749", .parts([0..<500, 250..<750])),
            ("bytes=1000-", .unsatisfiable), ("bytes=1000-1001,-0", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999999999-", .unsatisfiable),
            ("bytes=9223372036854775807-9223372036854775807", .unsatisfiable),
            // What can't be read is ignored.
            ("bytes=", .whole), ("bytes=,", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=5-4", .whole),
            ("bytes=0-1,x", .whole), ("bytes=0", .whole),
            ("bytes=+1-2", .whole), ("bytes=1-+2", .whole), ("bytes=1 - 2", .whole), ("bytes=--1", .whole),
            ("bytes 0-1", .whole), ("items=0-1", .whole), ("", .whole), ("bytes=0-1;q=1", .whole),
            ("bytes=0-1=", .whole),
            // More than there is.
            ("bytes=0-,0-", .whole), ("bytes=0-599,400-999", .whole),
        ] as [(String, ByteRanges)])
    func areRead(value: String, ranges: ByteRanges) {
        #expect(ByteRanges([value], length: 1_000) == ranges)
    }

    @Test func noneOrSeveralHeadersAskForTheWhole() {
        #expect(ByteRanges([], length: 1_000) == .whole)
        #expect(ByteRanges(["bytes=0-1", "bytes=2-3"], length: 1_000) == .whole)
    }

    @Test func theirNumberIsBounded() {
        let parts = (0..<ByteRanges.most).map { ($0 * 2)..<($0 * 2 + 1) }
        let value = "bytes=" + parts.map { "\($0.lowerBound)-\($0.lowerBound)" }.joined(separator: ",")
        #expect(ByteRanges([value], length: 1_000) == .parts(parts))
        #expect(ByteRanges([value + ",990-990"], length: 1_000) == .whole)
        // Also of those that are not in the content.
        #expect(
            ByteRanges(["bytes=" + (0...ByteRanges.most).map { _ in "5000-" }.joined(separator: ",")], length: 1_000)
                == .whole)
    }

    @Test(arguments: ["bytes=0-", "bytes=0-99", "bytes=-5", "bytes=5-"])
    func emptyContentIsWhole(value: String) {
        #expect(ByteRanges([value], length: 0) == .whole)
    }

    @Test func contentRangeSaysWhichPart() {
        #expect(ByteRanges.contentRange(500..<1_000, of: 1_234) == "bytes 500-999/1234")
        #expect(ByteRanges.unsatisfiedRange(of: 1_234) == "bytes */1234")
    }

    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    @Test(
        arguments: [
            ([], true), ([#""a""#], true), ([#" "a" "#], true), ([#""b""#], false), ([#"W/"a""#], false),
            ([#""a", "b""#], false), (["*"], false), (["a"], false), ([""], false),
            ([date], true), (["Sun, 06 Nov 1994 08:49:38 GMT"], false), (["Sun, 06 Nov 1994 08:49:36 GMT"], false),
            ([#""a""#, #""a""#], false),
        ] as [([String], Bool)])
    func conditionMustHold(values: [String], holds: Bool) {
        let current = Validators(tag: EntityTag("\"a\""), lastModified: 784_111_777)
        #expect(RangeCondition.holds(values, for: current, now: 784_111_778) == holds)
    }

    @Test func weakValidatorsDoNot() {
        #expect(!RangeCondition.holds([#"W/"a""#], for: Validators(tag: EntityTag("W/\"a\"")), now: 0))
        // It may be changed again within the same second.
        #expect(!RangeCondition.holds([Self.date], for: Validators(lastModified: 784_111_777), now: 784_111_777))
        #expect(!RangeCondition.holds([Self.date], for: Validators(), now: 784_111_999))
        #expect(RangeCondition.holds([], for: Validators(), now: 0))
    }
}
