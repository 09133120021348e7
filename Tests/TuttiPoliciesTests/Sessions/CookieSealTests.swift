import Testing
import TuttiCrypto
import TuttiPolicies

struct CookieSealTests {
    private static let first = [UInt8](repeating: 1, count: 32)
    private static let second = [UInt8](repeating: 2, count: 32)
    private static let plain = Array("who it is".utf8)

    let crypto: Crypto

    init() throws {
        crypto = try Crypto.load()
    }

    private func seal(_ secrets: [[UInt8]] = [first], _ purpose: String...) -> CookieSeal {
        CookieSeal(secrets: secrets, purpose: purpose, crypto: crypto)
    }

    private func sealed(_ secrets: [[UInt8]] = [first], _ purpose: String...) throws -> String {
        try #require(CookieSeal(secrets: secrets, purpose: purpose, crypto: crypto).seal(Self.plain, crypto: crypto))
    }

    @Test func opensWhatItHasSealed() throws {
        let text = try sealed([Self.first], "session")
        #expect(seal([Self.first], "session").open(text, crypto: crypto) == Self.plain)
        #expect(text.utf8.allSatisfy { CookieSealTests.isOfCookie($0) })
        // 5 bytes of head, 16 of salt, 16 of tag.
        #expect(text.utf8.count == ((Self.plain.count + 37) * 4 + 2) / 3)
    }

    private static func isOfCookie(_ byte: UInt8) -> Bool {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains(byte)
    }

    @Test func noTextIsTheSameTwice() throws {
        #expect(try Set((0..<50).map { _ in try sealed() }).count == 50)
    }

    @Test func theFirstSecretEncryptsAndAllDecrypt() throws {
        let former = try sealed([Self.first])
        let rotated = seal([Self.second, Self.first])
        #expect(rotated.open(former, crypto: crypto) == Self.plain)
        let new = try #require(rotated.seal(Self.plain, crypto: crypto))
        #expect(seal([Self.second]).open(new, crypto: crypto) == Self.plain)
        #expect(seal([Self.first]).open(new, crypto: crypto) == nil)
        #expect(seal([Self.second]).open(former, crypto: crypto) == nil)
        #expect(seal([]).seal(Self.plain, crypto: crypto) == nil)
    }

    @Test func whatItIsForIsBoundToIt() throws {
        let text = try sealed([Self.first], "session", "shop")
        #expect(seal([Self.first], "session", "desk").open(text, crypto: crypto) == nil)
        #expect(seal([Self.first], "log-in", "shop").open(text, crypto: crypto) == nil)
        #expect(seal([Self.first], "session").open(text, crypto: crypto) == nil)
        #expect(seal([Self.first], "sessions", "hop").open(text, crypto: crypto) == nil)
        #expect(seal([Self.first], "session", "shop").open(text, crypto: crypto) == Self.plain)
    }

    @Test func opensNothingOfWhichACharacterIsAnother() throws {
        let text = Array(try sealed().utf8)
        let seal = seal()
        for place in text.indices {
            var changed = text
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(seal.open(String(decoding: changed, as: UTF8.self), crypto: crypto) == nil)
            #expect(seal.open(String(decoding: text[..<place], as: UTF8.self), crypto: crypto) == nil)
        }
    }

    @Test(arguments: ["", "A", "AAAA", "AQ==", String(repeating: "A", count: 16_000), "né", "a.b.c"])
    func opensNothingThatIsNone(_ text: String) {
        #expect(seal().open(text, crypto: crypto) == nil)
    }
}
