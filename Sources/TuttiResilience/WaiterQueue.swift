/// The waiters of a limiter, first come, first served: a doubly linked list whose nodes are the slots of an array.
///
/// A list, because a waiter that gives up leaves from the middle; a deque with marks for those who left would grow for
/// as long as one patient waiter stands at its head. Slots are used again, and a slot's `turn` tells its present waiter
/// from earlier ones.
struct WaiterQueue: Sendable {
    typealias WaiterID = ConcurrencyLimiter.WaiterID

    private struct Slot {
        /// Whose slot this is, nil when it is free.
        var turn: UInt64?

        /// The slot of the waiter before.
        var previous: Int?

        /// The slot of the waiter behind; for a free slot, the next free one.
        var next: Int?
    }

    /// As many as there ever were waiters at once.
    private var slots: [Slot] = []

    private var first: Int?
    private var last: Int?
    private var firstFree: Int?
    private var lastTurn: UInt64 = 0

    /// The number of waiters.
    private(set) var count = 0

    /// The number of slots, used or free: the memory this holds.
    var capacity: Int { slots.count }

    /// A waiter takes its place at the end.
    mutating func append() -> WaiterID {
        lastTurn &+= 1
        let slot = Slot(turn: lastTurn, previous: last, next: nil)
        let index: Int
        if let free = firstFree {
            index = free
            firstFree = slots[free].next
            slots[free] = slot
        } else {
            index = slots.count
            slots.append(slot)
        }
        if let last { slots[last].next = index } else { first = index }
        last = index
        count += 1
        return WaiterID(slot: index, turn: lastTurn)
    }

    /// The waiter that came first leaves the queue.
    mutating func popFirst() -> WaiterID? {
        guard let first, let turn = slots[first].turn else { return nil }
        unlink(first)
        return WaiterID(slot: first, turn: turn)
    }

    /// A waiter leaves from wherever it stands; false when it isn't in the queue.
    mutating func remove(_ id: WaiterID) -> Bool {
        guard slots.indices.contains(id.slot), slots[id.slot].turn == id.turn else { return false }
        unlink(id.slot)
        return true
    }

    private mutating func unlink(_ index: Int) {
        let slot = slots[index]
        if let previous = slot.previous { slots[previous].next = slot.next } else { first = slot.next }
        if let next = slot.next { slots[next].previous = slot.previous } else { last = slot.previous }
        slots[index] = Slot(turn: nil, previous: nil, next: firstFree)
        firstFree = index
        count -= 1
    }
}
