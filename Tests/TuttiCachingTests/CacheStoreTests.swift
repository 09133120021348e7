import SeededRandom
import Testing
import TuttiResilience

@testable import TuttiCaching

/// What is kept, what goes, and what is purged.
@Suite struct CacheStoreTests {
    struct Text: CachedValue {
        let text: String
        var size: Int

        init(_ text: String, size: Int = 1000) { (self.text, self.size) = (text, size) }
    }

    private func key(_ text: String) -> CacheKey { CacheKey(Array(text.utf8)) }
    /// When, in seconds.
    private func at(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test func whatIsKeptIsFoundUnderItsKeyAlone() {
        let store = CacheStore(limit: 1 << 20)
        store.keep(Text("a"), as: key("a"), requestedAt: at(1))
        #expect(store.look(up: key("a"))?.text == "a")
        #expect(store.look(up: key("b")) == nil)
        store.keep(Text("newer"), as: key("a"), requestedAt: at(2))
        #expect(store.look(up: key("a"))?.text == "newer")
        #expect(store.figures.count == 1)
        store.remove(key("a"))
        #expect(store.look(up: key("a")) == nil)
        #expect(store.figures == (0, 0, 0))
    }

    @Test func theBoundHoldsWhateverComesAndGoes() {
        var random = SeededGenerator(seed: 7)
        let limit = 100_000
        let store = CacheStore(limit: limit)
        for _ in 0..<20_000 {
            let key = key("\(random.next() % 400)")
            switch random.next() % 10 {
            case 0: store.remove(key)
            case 1...4: _ = store.look(up: key)
            default:
                store.keep(Text("x", size: Int(random.next() % 9000)), as: key, requestedAt: at(1))
            }
            #expect(store.figures.bytes <= limit)
        }
        store.setLimit(0)
        #expect(store.figures.count == 0)
        #expect(store.figures.bytes == 0)
    }

    @Test func whatManyAskForOutlivesAnyNumberOfRequestsThatNobodyRepeats() {
        let store = CacheStore(limit: 200_000)
        for popular in 0..<20 { store.keep(Text("p"), as: key("p\(popular)"), requestedAt: at(1)) }
        for round in 0..<5000 {
            store.keep(Text("once"), as: key("once \(round)"), requestedAt: at(1))
            if round % 5 == 0 { for popular in 0..<20 { _ = store.look(up: key("p\(popular)")) } }
        }
        for popular in 0..<20 { #expect(store.look(up: key("p\(popular)")) != nil, "p\(popular)") }
    }

    @Test func whatIsAskedForAgainSoonAfterItWentStaysTheSecondTime() {
        let store = CacheStore(limit: 100_000)
        store.keep(Text("a"), as: key("a"), requestedAt: at(1))
        for once in 0..<100 { store.keep(Text("once"), as: key("x\(once)"), requestedAt: at(1)) }
        #expect(store.look(up: key("a")) == nil)
        store.keep(Text("a"), as: key("a"), requestedAt: at(1))
        for once in 0..<60 { store.keep(Text("once"), as: key("y\(once)"), requestedAt: at(1)) }
        #expect(store.look(up: key("a")) != nil)
    }

    @Test func oneResponseTakesAtMostHalfOfAPart() {
        let store = CacheStore(limit: 10_000)
        store.keep(Text("small"), as: key("a"), requestedAt: at(1))
        store.keep(Text("large", size: 6000), as: key("b"), requestedAt: at(1))
        #expect(store.look(up: key("b")) == nil)
        // In place of one that fits, it leaves nothing: the old one is no longer the response.
        store.keep(Text("large", size: 6000), as: key("a"), requestedAt: at(1))
        #expect(store.look(up: key("a")) == nil)
    }

    @Test func aPurgeMeetsWhatWasAskedForBeforeItAlone() {
        for isSoft in [true, false] {
            let store = CacheStore(limit: 1 << 20)
            let (user, other) = (CacheTag(.tag, "user-7"), CacheTag(.tag, "user-8"))
            store.keep(Text("old"), as: key("old"), tags: [other, user], requestedAt: at(1))
            store.keep(Text("other"), as: key("other"), tags: [other], requestedAt: at(1))
            store.purge(user, isSoft: isSoft, now: at(2))
            // It was on its way as the purge came.
            store.keep(Text("late"), as: key("late"), tags: [user], requestedAt: at(2))
            store.keep(Text("new"), as: key("new"), tags: [user], requestedAt: at(3))
            for text in ["old", "late"] {
                let found = store.look(up: key(text))
                #expect(isSoft ? found?.isPurged == true : found == nil, "\(text), soft: \(isSoft)")
            }
            for text in ["other", "new"] { #expect(store.look(up: key(text))?.isPurged == false) }
            store.purge(nil, isSoft: isSoft, now: at(4))
            #expect(isSoft ? store.look(up: key("new"))?.isPurged == true : store.look(up: key("new")) == nil)
        }
    }

    @Test func aNameOfAnotherKindIsAnotherTag() {
        #expect(CacheTag(.tag, "orders") != CacheTag(.service, "orders"))
        #expect(CacheTag(.tag, "orders") == CacheTag(.tag, "orders"))
    }

    @Test func morePurgesThanTheTableHoldsForgetTagsThatNothingHas() {
        let store = CacheStore(limit: 1 << 20)
        store.keep(Text("a"), as: key("a"), tags: [CacheTag(.tag, "kept")], requestedAt: at(1))
        store.keep(Text("b"), as: key("b"), tags: [CacheTag(.tag, "7")], requestedAt: at(1))
        for number in 0..<3 * PurgeTable.mostTags {
            store.purge(CacheTag(.tag, "\(number)"), isSoft: true, now: at(2))
        }
        #expect(store.look(up: key("a"))?.isPurged == false)
        #expect(store.look(up: key("b"))?.isPurged == true)
        // What was on its way may have been met by a purge that is forgotten.
        store.keep(Text("c"), as: key("c"), requestedAt: at(2))
        #expect(store.look(up: key("c")) == nil)
        store.keep(Text("c"), as: key("c"), requestedAt: at(3))
        #expect(store.look(up: key("c")) != nil)
    }

    @Test func morePurgedTagsOfKeptResponsesThanTheTableHoldsPurgeEverything() {
        let store = CacheStore(limit: 4 << 20)
        for number in 0...PurgeTable.mostTags {
            store.keep(
                Text("\(number)", size: 100), as: key("\(number)"), tags: [CacheTag(.tag, "\(number)")],
                requestedAt: at(1))
        }
        store.keep(Text("a"), as: key("a"), requestedAt: at(1))
        for number in 0...PurgeTable.mostTags { store.purge(CacheTag(.tag, "\(number)"), isSoft: true, now: at(2)) }
        #expect(store.look(up: key("a"))?.isPurged == true)
    }
}

extension CacheStore.Found {
    fileprivate var text: String? { (value as? CacheStoreTests.Text)?.text }
}
