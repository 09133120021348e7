import Testing
import TuttiPolicies
import TuttiResilience

struct LoadBoundsTests {
    private static func bounds(requests: Int? = nil, lag: TimeSpan? = nil) -> LoadBounds {
        var bounds = LoadBounds()
        bounds.requests = requests
        bounds.lag = lag
        return bounds
    }

    /// Up to how many others each kind of request is served beside.
    private static func served(_ requests: Int) -> [Int] {
        Importance.allCases.map { importance in
            (0...2_000).first { bounds(requests: requests).refuses(importance, running: $0, lag: .zero) } ?? -1
        }
    }

    @Test(arguments: [(1_000, [800, 900, 1_000]), (10, [8, 9, 10]), (5, [5, 5, 5]), (1, [1, 1, 1])])
    func theLeastImportantAreRefusedFirst(requests: Int, served: [Int]) {
        #expect(Self.served(requests) == served)
    }

    @Test func aLateWorkerRefusesWhatIsNotCritical() {
        let bounds = Self.bounds(lag: .milliseconds(100))
        func refused(_ milliseconds: Int64) -> [Bool] {
            Importance.allCases.map { bounds.refuses($0, running: 0, lag: .milliseconds(milliseconds)) }
        }
        #expect(refused(99) == [false, false, false])
        #expect(refused(100) == [true, false, false])
        #expect(refused(200) == [true, true, false])
        #expect(refused(.max) == [true, true, false])
    }

    @Test func optionalCallsAreLeftOutBeforeRequestsAreRefused() {
        func leftOut(_ running: Int, _ milliseconds: Int64 = 0, of bounds: LoadBounds) -> Importance? {
            bounds.leftOut(running: running, lag: .milliseconds(milliseconds))
        }
        let requests = Self.bounds(requests: 1_000)
        #expect(
            [0, 599, 600, 699, 700, 999].map { leftOut($0, of: requests) } == [nil, nil, .low, .low, .normal, .normal])
        let lag = Self.bounds(lag: .milliseconds(100))
        #expect(
            [0, 49, 50, 74, 75, 1_000].map { leftOut(0, $0, of: lag) } == [nil, nil, .low, .low, .normal, .normal])
        // Where each single request counts, nothing is left out.
        #expect(leftOut(8, of: Self.bounds(requests: 9)) == nil)
        #expect(leftOut(.max, .max, of: LoadBounds()) == nil)
    }

    @Test func withoutBoundsNothingIsRefused() {
        for importance in Importance.allCases {
            #expect(!LoadBounds().refuses(importance, running: .max, lag: TimeSpan(nanoseconds: .max)))
        }
    }
}
