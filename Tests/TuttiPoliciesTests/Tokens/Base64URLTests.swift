import SeededRandom
import Testing
import TuttiPolicies

struct Base64URLTests {
    private func bytes(_ text: String) -> [UInt8]? { Base64URL.bytes(Array(text.utf8).span) }

    /// RFC 4648, 10, without padding, and the two characters of the other alphabet.
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func base64IsThatOfRFC4648(text: String, encoded: String) {
        #expect(Base64.text(Array(text.utf8)) == encoded)
    }

    @Test(arguments: [
        ("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob"), ("Zm9vYmE", "fooba"),
        ("Zm9vYmFy", "foobar"),
    ])
    func readsAndWrites(text: String, meaning: String) {
        #expect(bytes(text) == Array(meaning.utf8))
        #expect(Base64URL.text(Array(meaning.utf8)) == text)
    }

    @Test(arguments: ["Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm9vY", "Zm+v", "Zm/v", "Zm 9", "Zm9v\n", "Zm9vÄg"])
    func refusesOtherTexts(text: String) {
        #expect(bytes(text) == nil)
    }

    @Test func readsWhatItWrites() {
        var random = SeededGenerator(seed: 7)
        for length in 0..<200 {
            let given = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(bytes(Base64URL.text(given)) == given)
        }
        #expect(bytes("-_-_") == [0xFB, 0xFF, 0xBF])
    }
}
