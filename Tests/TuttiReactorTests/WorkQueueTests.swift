import Testing

@testable import TuttiReactor

@Suite struct WorkQueueTests {
    @Test func givesBackInOrderWhatComesMeanwhileToo() {
        var queue = WorkQueue<Int>()
        var taken: [Int] = []
        for round in 0..<100 {
            for number in 0..<7 { queue.append(round * 7 + number) }
            for _ in 0..<(round.isMultiple(of: 3) ? 9 : 6) { if let next = queue.popFirst() { taken.append(next) } }
            #expect(queue.count == (round + 1) * 7 - taken.count)
            #expect(queue.isEmpty == (queue.count == 0))
        }
        while let next = queue.popFirst() { taken.append(next) }
        #expect(taken == Array(0..<700))
        #expect(queue.isEmpty && queue.count == 0)
    }

    @Test func letsGoOfWhatWasTaken() {
        final class Thing {}
        var queue = WorkQueue<Thing>()
        var thing: Thing? = Thing()
        weak let watched = thing
        queue.append(Thing())
        if let thing { queue.append(thing) }
        thing = nil
        _ = queue.popFirst()
        #expect(watched != nil)
        _ = queue.popFirst()
        #expect(watched == nil)
    }
}
