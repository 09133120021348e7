import Testing

@testable import FixtureServices

@Suite struct FaultScheduleTests {
    private func pattern(_ fault: Fault, _ count: Int, path: String = "/x") -> String {
        var schedule = FaultSchedule()
        schedule.set(fault)
        return (0..<count).map { _ in schedule.requestCame(path: path) == nil ? "." : "F" }.joined()
    }

    @Test(arguments: [
        (Fault.status(500), "FFFFFFFF"),
        (Fault.status(500).times(3), "FFF....."),
        (Fault(status: 500, perMille: 500), "F.F.F.F."),
        (Fault(status: 500, perMille: 250), "F...F..."),
        (Fault(status: 500, perMille: 750), "FFF.FFF."),
        (Fault(status: 500, times: 2, perMille: 500), "F.F....."),
        (Fault.closeAfterAccept, "........"),
    ])
    func picksRequests(_ fault: Fault, _ expected: String) {
        #expect(pattern(fault, 8) == expected)
    }

    @Test(arguments: [1, 7, 333, 999, 1_000])
    func hitsExactlyTheShare(_ perMille: Int) {
        #expect(pattern(Fault(status: 500, perMille: perMille), 2_000).count { $0 == "F" } == 2 * perMille)
    }

    @Test func otherPathsAreSparedAndNotCounted() {
        var schedule = FaultSchedule()
        schedule.set(.status(500).times(1).path("/orders"))
        #expect(schedule.requestCame(path: "/users/7") == nil)
        #expect(schedule.requestCame(path: "/orders/5") != nil)
        #expect(schedule.fault == nil)
    }

    @Test func timesShowsWhatIsLeft() {
        var schedule = FaultSchedule()
        schedule.set(.hang.times(3))
        _ = schedule.requestCame(path: "/")
        #expect(schedule.fault == .hang.times(2))
    }

    @Test func closingAfterAcceptCountsConnections() {
        var schedule = FaultSchedule()
        schedule.set(.closeAfterAccept.times(2))
        #expect(schedule.closesConnections)
        #expect((0..<3).map { _ in schedule.connectionCame() } == [true, true, false])
        #expect(!schedule.closesConnections)
    }
}
