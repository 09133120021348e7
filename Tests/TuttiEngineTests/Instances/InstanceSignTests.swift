import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiEngine

/// What the end of an exchange says of its instance.
struct InstanceSignTests {
    @Test(arguments: [
        (200, InstanceSign.succeeded), (304, .succeeded), (404, .succeeded), (429, .succeeded), (499, .succeeded),
        (500, .doubtful), (501, .doubtful), (502, .failed), (503, .failed), (504, .failed), (505, .doubtful),
        (599, .doubtful),
    ])
    func aResponseSays(status: Int, sign: InstanceSign) {
        #expect(InstanceSign(status: status) == sign)
    }

    private static let failures: [UpstreamFailure.Reason: InstanceSign?] = [
        .connect: .failed, .dns: .failed, .tls: .failed, .timeout: .failed, .reset: .doubtful, .badResponse: .doubtful,
        .tooLarge: .succeeded, .overloaded: nil, .canceled: nil,
    ]

    @Test(arguments: UpstreamFailure.Reason.allCases)
    func aFailureSays(reason: UpstreamFailure.Reason) {
        #expect(InstanceSign(reason, verdict: .silent) == Self.failures[reason])
    }

    /// Whatever the files have the breaker count.
    @Test func aFailedConnectionSaysSoWhateverTheBreakerCounts() {
        #expect(InstanceSign(.connect, verdict: .ignored) == .failed)
    }

    @Test func aTimeoutThatADeadlineCutShortSaysNothing() {
        #expect(InstanceSign(.timeout, verdict: .ignored) == nil)
        #expect(InstanceSign(.timeout, verdict: .unreachable) == .failed)
    }
}
