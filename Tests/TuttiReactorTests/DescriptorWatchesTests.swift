import Testing

@testable import TuttiReactor

@Suite struct DescriptorWatchesTests {
    @Test func anEventOfAFormerOwnerReachesNobody() throws {
        var watches = DescriptorWatches()
        let (first, second) = (Watcher(), Watcher())
        let formerTag = watches.add(5, first)
        let former = try #require(formerTag)
        #expect(watches.observer(tag: former) === first)
        let (isRemoved, isRemovedAgain) = (watches.remove(5), watches.remove(5))
        #expect(isRemoved && !isRemovedAgain)
        #expect(watches.observer(tag: former) == nil)
        let presentTag = watches.add(5, second)
        let present = try #require(presentTag)
        #expect(watches.observer(tag: former) == nil)
        #expect(watches.observer(tag: present) === second)
    }

    @Test func whatIsNoDescriptorIsNotWatched() {
        var watches = DescriptorWatches()
        let tag = watches.add(-1, Watcher())
        #expect(tag == nil)
        let areRemoved = [watches.remove(-1), watches.remove(1_000)]
        #expect(areRemoved == [false, false])
        #expect(watches.observer(tag: .max) == nil)
        #expect(watches.observers.isEmpty)
    }

    @Test func itsTagsAreNeverThoseOfAGuest() throws {
        var watches = DescriptorWatches()
        for _ in 0..<10 {
            let tag = watches.add(0, Watcher())
            #expect(DescriptorWatches.owns(try #require(tag)))
        }
        #expect(!DescriptorWatches.owns(UInt64(UInt32.max >> 1) << 32 | 7))
    }
}
