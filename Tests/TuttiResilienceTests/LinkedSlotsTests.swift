import SeededRandom
import Testing

@testable import TuttiResilience

@Suite struct LinkedSlotsTests {
    /// What is in the list, from the first to the last one and back.
    private func contents(_ list: LinkedSlots<Int>) -> (forward: [Int], backward: [Int]) {
        var (forward, backward) = ([Int](), [Int]())
        var slot = list.first
        while let place = slot, let element = list[place] {
            forward.append(element)
            slot = list.slots[place].next
        }
        slot = list.last
        while let place = slot, let element = list[place] {
            backward.append(element)
            slot = list.slots[place].previous
        }
        return (forward, backward)
    }

    @Test func doesWhatAnArrayDoes() {
        var random = SeededGenerator(seed: 7)
        var list = LinkedSlots<Int>()
        var expected: [(slot: Int, element: Int)] = []
        var most = 0
        for element in 0..<2_000 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: expected.append((list.append(element), element))
            case 1: expected.insert((list.prepend(element), element), at: 0)
            case 2:
                guard let index = expected.indices.randomElement(using: &random) else { continue }
                let moved = expected.remove(at: index)
                list.moveToFront(moved.slot)
                expected.insert(moved, at: 0)
            default:
                guard let index = expected.indices.randomElement(using: &random) else { continue }
                let gone = expected.remove(at: index)
                #expect(list.remove(gone.slot) == gone.element)
                #expect(list.remove(gone.slot) == nil)
            }
            most = max(most, expected.count)
            #expect(list.count == expected.count)
            #expect(contents(list).forward == expected.map(\.element))
            #expect(contents(list).backward == expected.reversed().map(\.element))
        }
        #expect(list.slots.count == most)
    }

    @Test func aSlotThatIsNoneHasNoElement() {
        var list = LinkedSlots<Int>()
        for slot in [-1, 0, Int.max] {
            #expect(list[slot] == nil)
            #expect(list.remove(slot) == nil)
            list.moveToFront(slot)
        }
        #expect(list.count == 0 && list.first == nil && list.last == nil)
    }
}
