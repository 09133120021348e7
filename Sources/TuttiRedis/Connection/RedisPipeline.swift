internal import NIOCore
internal import TuttiResilience

/// The commands that were sent on a connection, in the order in which their replies come.
///
/// A value that is handed the time. A command that is given up keeps its place, so its reply, when it comes, is taken for no other's.
struct RedisPipeline {
    /// A command under way.
    struct Entry {
        /// When it was sent.
        let sent: MonotonicTime
        /// When it is given up.
        let due: MonotonicTime
        let byteCount: Int
        /// The permit with which a breaker waits for its result; nil for none.
        let probe: CircuitBreaker.Ticket?
        /// Who is told; nil once it was given up.
        var reply: RedisReply?
    }

    /// What may be under way.
    struct Bounds {
        /// Commands.
        var commands = 1_024
        /// Their bytes; one command may have more when it is alone.
        var bytes = 16 << 20
    }

    /// How long the oldest command may be overdue before its connection is of no use.
    static let patience = TimeSpan.seconds(1)

    private let bounds: Bounds
    private var entries = CircularBuffer<Entry>()
    /// How many of the first entries were given up.
    private var givenUp = 0
    private var bytes = 0

    init(bounds: Bounds = Bounds()) {
        self.bounds = bounds
    }

    /// How many commands have no reply yet.
    var count: Int { entries.count }

    /// Whether a reply is overdue: what is sent now would only wait behind it.
    var isBehind: Bool { givenUp > 0 }

    /// Whether there is room for a command of so many bytes.
    func hasRoom(for byteCount: Int) -> Bool {
        entries.isEmpty || entries.count < bounds.commands && byteCount <= bounds.bytes - bytes
    }

    /// A command was sent, to be answered no earlier than those before it.
    mutating func sent(_ entry: Entry) {
        entries.append(entry)
        bytes += entry.byteCount
    }

    /// A reply has come; returns whose it is, nil where nothing was asked.
    mutating func answered() -> Entry? {
        guard let entry = entries.popFirst() else { return nil }
        givenUp = max(givenUp - 1, 0)
        bytes -= entry.byteCount
        return entry
    }

    /// Gives up those that are due; returns them, each once.
    mutating func giveUp(now: MonotonicTime) -> [Entry] {
        var overdue: [Entry] = []
        while givenUp < entries.count {
            let index = entries.index(entries.startIndex, offsetBy: givenUp)
            guard entries[index].due <= now else { break }
            overdue.append(entries[index])
            entries[index].reply = nil
            givenUp += 1
        }
        return overdue
    }

    /// Whether the oldest command has waited for so long that no reply is to be hoped for.
    func isStuck(now: MonotonicTime) -> Bool {
        entries.first.map { $0.due + Self.patience <= now } ?? false
    }

    /// When to look next; nil when nothing is under way.
    var nextDue: MonotonicTime? {
        guard let first = entries.first else { return nil }
        guard givenUp > 0 else { return first.due }
        let stuck = first.due + Self.patience
        guard givenUp < entries.count else { return stuck }
        return min(entries[entries.index(entries.startIndex, offsetBy: givenUp)].due, stuck)
    }

    /// The connection has ended: takes out all that is under way.
    mutating func ended() -> [Entry] {
        defer { (entries, givenUp, bytes) = (CircularBuffer(), 0, 0) }
        return Array(entries)
    }
}
