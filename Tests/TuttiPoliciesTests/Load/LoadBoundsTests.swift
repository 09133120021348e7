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

    @Test func withoutBoundsNothingIsRefused() {
        for importance in Importance.allCases {
            #expect(!LoadBounds().refuses(importance, running: .max, lag: TimeSpan(nanoseconds: .max)))
        }
    }
}
