internal import Glibc
internal import TuttiResilience
internal import TuttiUpstream

/// What is said of calls that failed because the gateway itself lacked something: not at each call, since then it is every call.
struct ResourceShortage {
    /// How long nothing is said after something was.
    private static let pause = TimeSpan.seconds(10)

    private var unsaid = 0
    private var saysAgainAt = MonotonicTime.zero

    /// Whether an `errno` means that this machine, and not the service, has no room for a connection.
    static func isOne(_ error: Int32) -> Bool {
        [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL].contains(error)
    }

    /// Counts a failure; what is to be said of it and of those before, nil when that has been said lately.
    mutating func message(of failure: UpstreamFailure, now: MonotonicTime) -> String? {
        guard now >= saysAgainAt else {
            unsaid += 1
            return nil
        }
        saysAgainAt = now + Self.pause
        let others = unsaid == 0 ? "" : " (\(unsaid) more calls since this was last said)"
        unsaid = 0
        return "the gateway had no room for calls: \(failure.message)\(others)"
    }
}
