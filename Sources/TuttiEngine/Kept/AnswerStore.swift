internal import Synchronization
internal import TuttiResilience

/// The last good answers of calls with `stale` or `cache`, within a bound of memory: the least recently used go first.
///
/// One for the whole gateway, on all lanes and from one reload to the next. The lock is held for a few instructions, and only
/// calls that ask for it come here.
final class AnswerStore: Sendable {
    private let state: Mutex<AnswerStoreState>

    init(limit: Int) {
        state = Mutex(AnswerStoreState(limit: limit))
    }

    /// Changes the bound; what no longer fits goes.
    func setLimit(_ limit: Int) {
        state.withLock { $0.setLimit(limit) }
    }

    /// The answer to this request, if it is at most so old.
    func answer(to key: RequestKey, atMost age: TimeSpan, now: MonotonicTime) -> KeptAnswer? {
        state.withLock { $0.answer(to: key, atMost: age, now: now) }
    }

    /// Keeps an answer, in place of an earlier one to the same request.
    func keep(_ answer: KeptAnswer, as key: RequestKey) {
        state.withLock { $0.keep(answer, as: key) }
    }

    /// How many answers there are, and the bytes they take, about.
    var figures: (count: Int, bytes: Int) {
        state.withLock { ($0.count, $0.bytes) }
    }
}

/// What stands under the store's lock: a table, and a doubly linked list through an array in the order of use.
struct AnswerStoreState {
    private struct Entry {
        var key: RequestKey
        var answer: KeptAnswer
        var size: Int
        var previous: Int?
        var next: Int?
    }

    private var limit: Int
    private(set) var bytes = 0
    private var entries: [Entry?] = []
    private var free: [Int] = []
    private var places: [RequestKey: Int] = [:]
    /// Most and least recently used.
    private var first: Int?
    private var last: Int?

    var count: Int { places.count }

    init(limit: Int) {
        self.limit = max(limit, 0)
    }

    mutating func setLimit(_ limit: Int) {
        self.limit = max(limit, 0)
        shrink()
    }

    mutating func answer(to key: RequestKey, atMost age: TimeSpan, now: MonotonicTime) -> KeptAnswer? {
        guard let place = places[key], var answer = entries[place]?.answer else { return nil }
        // Lanes read their clocks before they come here, so `now` may be a little earlier than what was stored.
        answer.age = max(now - answer.storedAt, .zero)
        guard answer.age <= age else { return nil }
        unlink(place)
        linkFirst(place)
        return answer
    }

    mutating func keep(_ answer: KeptAnswer, as key: RequestKey) {
        let size = answer.size + key.count
        if let place = places[key] { remove(place) }
        // One answer may not push all others out.
        guard size <= limit / 4 else { return }
        let entry = Entry(key: key, answer: answer, size: size)
        let place: Int
        if let reused = free.popLast() {
            place = reused
            entries[place] = entry
        } else {
            place = entries.count
            entries.append(entry)
        }
        places[key] = place
        bytes += size
        linkFirst(place)
        shrink()
    }

    private mutating func shrink() {
        while bytes > limit, let last { remove(last) }
    }

    private mutating func remove(_ place: Int) {
        unlink(place)
        guard let entry = entries[place] else { return }
        places[entry.key] = nil
        bytes -= entry.size
        entries[place] = nil
        free.append(place)
    }

    private mutating func linkFirst(_ place: Int) {
        entries[place]?.previous = nil
        entries[place]?.next = first
        if let first { entries[first]?.previous = place } else { last = place }
        first = place
    }

    private mutating func unlink(_ place: Int) {
        guard let entry = entries[place] else { return }
        if let previous = entry.previous { entries[previous]?.next = entry.next } else { first = entry.next }
        if let next = entry.next { entries[next]?.previous = entry.previous } else { last = entry.previous }
    }
}
