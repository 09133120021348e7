internal import Synchronization
internal import TuttiResilience

/// Which proofs were seen, so that none is taken twice, on whatever thread it comes.
///
/// It is a limit of one for each proof, in 64 MiB at most, which are taken as proofs come. With more proofs in a minute than there is room for, new ones inherit what others have
/// left: some are refused that were never seen, and none is taken twice. A reload forgets nothing; other instances see others.
package final class ReplayedProofs: Sendable {
    /// Those of this process.
    package static let shared = ReplayedProofs()

    private let table: LimitTable

    /// Room for so many proofs at a time, rounded up to a power of two.
    package init(keys: Int = 1 << 22) {
        table = LimitTable(keys: keys)
    }

    /// Whether a proof was not seen before; from now on it was, for as many seconds as it may be good for.
    func isFirst(_ id: String, of key: [UInt8], for seconds: Int, at now: MonotonicTime = SystemClock.now) -> Bool {
        // Two more, because `iat` and the time are whole seconds.
        let rule = LimitRule.rate(1, per: .seconds(Int64(seconds + 2)), burst: 1)
        let window = rule.window(at: LimitMoment(monotonic: now, secondsSince1970: 0))
        return table.charge(LimitKey(json: key + Array(id.utf8)), cost: 1, in: window).isAdmitted
    }
}
