import Testing

@testable import TuttiResilience

struct WaiterQueueTests {
    /// A deque that marks the ones who left would grow here without end.
    @Test func memoryStaysBoundedWhileOneWaiterIsPatient() {
        var queue = WaiterQueue()
        let patient = queue.append()
        for _ in 0..<100_000 {
            let hasty = queue.append()
            guard hasty.slot == 1, queue.remove(hasty) else {
                Issue.record("a waiter got lost, or has a place of its own")
                return
            }
        }
        #expect(queue.popFirst() == patient)
        #expect(queue.popFirst() == nil)
    }

    @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [1, 2, 0, 3], [2, 0, 3, 1], [0, 3, 1, 2]])
    func waitersMayLeaveInAnyOrder(order: [Int]) {
        var queue = WaiterQueue()
        let ids = (0..<4).map { _ in queue.append() }
        for (gone, index) in order.enumerated() {
            #expect(queue.remove(ids[index]) == true)
            #expect(queue.remove(ids[index]) == false)
            #expect(queue.count == 3 - gone)

            var rest = queue
            let stillThere = (0..<4).filter { !order[...gone].contains($0) }.map { ids[$0] }
            #expect(stillThere.map { _ in rest.popFirst() } == stillThere)
            #expect(rest.popFirst() == nil)
        }
        #expect(Set((0..<4).map { _ in queue.append().slot }) == [0, 1, 2, 3], "their places are used again")
    }

    @Test func anotherQueuesWaiterIsUnknown() {
        var crowded = WaiterQueue()
        let ids = (0..<3).map { _ in crowded.append() }
        var empty = WaiterQueue()
        #expect(empty.remove(ids[2]) == false)
        #expect(empty.count == 0)
    }
}
