/// The waiters of a limiter, first come, first served.
///
/// A list, because a waiter that gives up leaves from the middle; a deque with marks for those who left would grow for
/// as long as one patient waiter stands at its head. Slots of the list are used again, and a waiter's `turn` tells it from
/// earlier ones of the same slot.
struct WaiterQueue: Sendable {
    typealias WaiterID = ConcurrencyLimiter.WaiterID

    /// The turn of each waiter, in their order.
    private var turns = LinkedSlots<UInt64>()
    private var lastTurn: UInt64 = 0

    /// The number of waiters.
    var count: Int { turns.count }

    /// A waiter joins the queue at its end.
    mutating func append() -> WaiterID {
        lastTurn &+= 1
        return WaiterID(slot: turns.append(lastTurn), turn: lastTurn)
    }

    /// The waiter that came first leaves the queue.
    mutating func popFirst() -> WaiterID? {
        guard let slot = turns.first, let turn = turns.remove(slot) else { return nil }
        return WaiterID(slot: slot, turn: turn)
    }

    /// A waiter leaves from wherever it stands; false when it isn't in the queue.
    mutating func remove(_ id: WaiterID) -> Bool {
        guard turns[id.slot] == id.turn else { return false }
        turns.remove(id.slot)
        return true
    }
}
