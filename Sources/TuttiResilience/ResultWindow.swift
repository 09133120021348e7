/// The votes of the requests that ended lately, counted in ten buckets: of all clients together, and of each group of them.
///
/// Time is cut at the multiples of a tenth of the window, rounded up to a nanosecond: with a window of 10 s, a request
/// that ended at 12.7 s is in bucket 12. Counted are the present bucket and the nine before it, so at 12.7 s all that
/// ended since 3.0 s: between nine tenths of the window and all of it. A clock reading that is older than the present bucket
/// counts in the present bucket. However far the clock jumps, an event empties each bucket once at most.
struct ResultWindow: Sendable {
    /// How many votes there were, and how much of them was failure, in 256ths of a vote.
    struct Tally: BitwiseCopyable {
        var votes = 0
        var failures = 0

        /// Whether the failures are at least this share.
        ///
        /// A division, not `ratio * votes`: 3 of 10 is then exactly what a file's `0.3` is read as.
        func reaches(_ ratio: Double) -> Bool {
            Double(failures) / Double(votes &* BreakerVote.unit) >= ratio
        }
    }

    private struct Bucket: BitwiseCopyable {
        var all = Tally()
        var unreachable = 0
        var silent = 0
        /// Inline, so that a breaker is one flat value: no allocation, no reference count.
        var groups = [32 of Tally](repeating: Tally())

        mutating func add(_ vote: BreakerVote, from client: ClientGroup) {
            let failures = vote.share(vote.failures)
            all.votes &+= 1
            groups[client.number].votes &+= 1
            guard failures > 0 else { return }
            all.failures &+= failures
            groups[client.number].failures &+= failures
            unreachable &+= vote.share(vote.unreachable)
            silent &+= vote.share(vote.silent)
        }

        mutating func subtract(_ other: Bucket) {
            guard other.all.votes > 0 else { return }
            all.votes &-= other.all.votes
            all.failures &-= other.all.failures
            unreachable &-= other.unreachable
            silent &-= other.silent
            for group in groups.indices {
                groups[group].votes &-= other.groups[group].votes
                groups[group].failures &-= other.groups[group].failures
            }
        }
    }

    private static let bucketCount = 10

    private var buckets = [10 of Bucket](repeating: Bucket())
    private var sum = Bucket()

    /// Where in `buckets` the present one is.
    private var present = 0

    /// Which bucket since the clock's origin the present one is.
    private var number = Int64.min

    private let bucketLength: Int64

    /// The votes within the window, as of the last event.
    var all: Tally { sum.all }

    /// The same, with nothing counted as a failure but services that could not be reached.
    var unreachable: Tally { Tally(votes: sum.all.votes, failures: sum.unreachable) }

    /// The same, with services counted, too, that gave no response in time.
    var withoutResponse: Tally { Tally(votes: sum.all.votes, failures: sum.unreachable &+ sum.silent) }

    /// An empty window.
    init(length: TimeSpan) {
        let (tenth, rest) = max(length.nanoseconds, 1).quotientAndRemainder(dividingBy: Int64(Self.bucketCount))
        bucketLength = rest == 0 ? tenth : tenth + 1
    }

    /// A client's request ended.
    mutating func add(_ vote: BreakerVote, from client: ClientGroup, now: MonotonicTime) {
        advance(now: now)
        buckets[present].add(vote, from: client)
        sum.add(vote, from: client)
    }

    /// How many groups of clients have voted, and for how many of them failures are at least this share of their votes.
    func clients(failing ratio: Double) -> (voting: Int, failing: Int) {
        var count = (voting: 0, failing: 0)
        for group in sum.groups.indices where sum.groups[group].votes > 0 {
            count.voting += 1
            if sum.groups[group].reaches(ratio) { count.failing += 1 }
        }
        return count
    }

    /// Forgets every vote; the present bucket stays where it is.
    mutating func clear() {
        buckets = .init(repeating: Bucket())
        sum = Bucket()
    }

    /// Drops what has left the window.
    private mutating func advance(now: MonotonicTime) {
        let next = Self.floorDivide(now.nanoseconds, by: bucketLength)
        guard next > number else { return }
        let (distance, overflow) = next.subtractingReportingOverflow(number)
        number = next
        let steps = overflow ? Self.bucketCount : Int(min(distance, Int64(Self.bucketCount)))
        for _ in 0..<steps {
            present = present + 1 < Self.bucketCount ? present + 1 : 0
            sum.subtract(buckets[present])
            buckets[present] = Bucket()
        }
    }

    /// Rounds towards the past: `/` would make the bucket around a clock's origin twice as long as the others.
    private static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
