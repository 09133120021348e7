import Foundation

/// Lets threads wait for each other; gives up after five seconds so that a failing test ends.
final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    private var arrived = 0

    /// Waits until so many threads have come.
    func wait(for count: Int) {
        condition.lock()
        defer { condition.unlock() }
        arrived += 1
        condition.broadcast()
        let end = Date(timeIntervalSinceNow: 5)
        while arrived < count, condition.wait(until: end) {}
    }

    func reset() {
        condition.lock()
        arrived = 0
        condition.unlock()
    }
}
