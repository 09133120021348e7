internal import TuttiResilience

/// Timers ordered by when they are due: a binary heap whose members know their index.
///
/// Inserting, removing and taking the first cost the logarithm of their number, so a cancelled timer leaves at once and
/// there is never garbage to collect.
struct TimerHeap {
    private var members: [ReactorTimer] = []
    private var nextSequence: UInt64 = 0

    var count: Int { members.count }

    /// When the first timer is due; nil without one.
    var nextDue: MonotonicTime? { members.first?.due }

    mutating func insert(_ timer: ReactorTimer) {
        timer.sequence = nextSequence
        nextSequence &+= 1
        timer.heapIndex = members.count
        members.append(timer)
        siftUp(from: members.count - 1)
    }

    /// Takes a timer out; without effect when it isn't in.
    mutating func remove(_ timer: ReactorTimer) {
        guard let index = timer.heapIndex, index < members.count, members[index] === timer else { return }
        timer.heapIndex = nil
        let last = members.removeLast()
        guard index < members.count else { return }
        place(last, at: index)
        siftUp(from: index)
        siftDown(from: index)
    }

    /// Takes out the first timer if it's due.
    mutating func popDue(now: MonotonicTime) -> ReactorTimer? {
        guard let first = members.first, first.due <= now else { return nil }
        remove(first)
        return first
    }

    /// Takes all timers out, in no order.
    mutating func removeAll() -> [ReactorTimer] {
        defer { members.removeAll() }
        for timer in members { timer.heapIndex = nil }
        return members
    }

    private mutating func place(_ timer: ReactorTimer, at index: Int) {
        members[index] = timer
        timer.heapIndex = index
    }

    private mutating func siftUp(from start: Int) {
        var index = start
        let timer = members[index]
        while index > 0 {
            let parent = (index - 1) / 2
            guard timer.isBefore(members[parent]) else { break }
            place(members[parent], at: index)
            index = parent
        }
        place(timer, at: index)
    }

    private mutating func siftDown(from start: Int) {
        var index = start
        let timer = members[index]
        while true {
            var child = 2 * index + 1
            guard child < members.count else { break }
            if child + 1 < members.count, members[child + 1].isBefore(members[child]) { child += 1 }
            guard members[child].isBefore(timer) else { break }
            place(members[child], at: index)
            index = child
        }
        place(timer, at: index)
    }
}
