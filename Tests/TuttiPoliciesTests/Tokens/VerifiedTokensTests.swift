import Testing
import TuttiCrypto

@testable import TuttiPolicies

struct VerifiedTokensTests {
    let crypto: Crypto

    init() throws {
        crypto = try Crypto.load()
    }

    private func digest(_ number: Int) -> SHA256Digest { crypto.sha256(Array("\(number)".utf8).span) }

    @Test func remembersATokenUntilItEnds() {
        let tokens = VerifiedTokens<String>()
        #expect(tokens.value(of: digest(1), at: 0) == nil)
        tokens.remember("one", byteCount: 10, of: digest(1), until: 100, at: 0)
        #expect(tokens.value(of: digest(1), at: 99) == "one")
        #expect(tokens.value(of: digest(1), at: 100) == nil)
        #expect(tokens.value(of: digest(2), at: 0) == nil)
    }

    @Test func remembersNoTokenForMoreThanFiveMinutes() {
        let tokens = VerifiedTokens<String>()
        tokens.remember("one", byteCount: 10, of: digest(1), until: 10_000, at: 1000)
        #expect(tokens.value(of: digest(1), at: 1299) == "one")
        #expect(tokens.value(of: digest(1), at: 1300) == nil)
        tokens.remember("over", byteCount: 10, of: digest(2), until: 10, at: 10)
        #expect(tokens.value(of: digest(2), at: 0) == nil)
    }

    /// A token that was forgotten and comes again is as new as any other.
    @Test func whatWasForgottenHasNoPlaceLeft() {
        let tokens = VerifiedTokens<Int>(byteCapacity: 32 * 170 * 4)
        for round in 0..<10_000 {
            tokens.remember(round, byteCount: 1, of: digest(1), until: 100, at: 0)
            tokens.forget(digest(1))
        }
        #expect(tokens.places <= 20)
        tokens.remember(7, byteCount: 1, of: digest(1), until: 100, at: 0)
        #expect(tokens.value(of: digest(1), at: 0) == 7)
    }

    @Test func forgetsAllOnDemand() {
        let tokens = VerifiedTokens<Int>()
        for number in 0..<100 { tokens.remember(number, byteCount: 1, of: digest(number), until: 100, at: 0) }
        tokens.forget()
        #expect((0..<100).allSatisfy { tokens.value(of: digest($0), at: 0) == nil })
    }

    @Test func holdsNoMoreThanItsBytes() {
        let tokens = VerifiedTokens<Int>(byteCapacity: 1 << 20)
        for number in 0..<20_000 {
            tokens.remember(number, byteCount: 1000, of: digest(number), until: 100, at: 0)
            if number % 7 == 0 { tokens.remember(number, byteCount: 900, of: digest(number), until: 100, at: 0) }
        }
        let held = (0..<20_000).filter { tokens.value(of: digest($0), at: 0) != nil }
        #expect(held.count <= (1 << 20) / 1000 && held.count > 700)
        #expect(held.allSatisfy { $0 > 17_000 }, "the newest are held")
        tokens.remember(1, byteCount: 1 << 20, of: digest(1), until: 100, at: 0)
        #expect(tokens.value(of: digest(1), at: 0) == nil, "what is larger than its part is not")
    }
}
