import Testing
import TuttiCrypto

struct HashTests {
    let crypto: Crypto

    init() throws {
        crypto = try Crypto.load()
    }

    /// FIPS 180-4's examples, as NIST publishes them ("abc"), and the empty message.
    @Test(arguments: [
        (HashFunction.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            .sha384, "abc",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
                + "454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func hashesAsTheStandardSays(function: HashFunction, text: String, digits: String) {
        let digest = crypto.hash(Array(text.utf8).span, with: function)
        #expect(digest == SignatureVectors.bytes(digits))
    }

    @Test func keepsTheBytesOfADigest() {
        let text = Array("abc".utf8)
        let (digest, other) = (crypto.sha256(text.span), crypto.sha256(Array("abd".utf8).span))
        let bytes = crypto.hash(text.span, with: .sha256)
        #expect(digest.bytes == bytes && digest != other)
    }

    /// RFC 4231, test cases 1, 2 and 6 (a secret longer than a block), and no secret at all.
    @Test(arguments: [
        (
            HashFunction.sha256, [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            .sha256, Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            .sha384, Array("Jefe".utf8), "what do ya want for nothing?",
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
        ),
        (
            .sha256, [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (.sha256, [], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
    func authenticatesAsTheStandardSays(function: HashFunction, secret: [UInt8], message: String, digits: String) {
        let code = crypto.authenticationCode(of: Array(message.utf8).span, secret: secret.span, with: function)
        #expect(code == SignatureVectors.bytes(digits))
    }

    @Test func comparesAllBytes() {
        let bytes: [UInt8] = [1, 2, 3]
        #expect(equal(bytes, [1, 2, 3]))
        #expect(equal([UInt8](), [UInt8]()))
        #expect(!equal(bytes, [1, 2]))
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 0x80
            #expect(!equal(bytes, other))
        }
    }

    private func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool { equalInConstantTime(left.span, right.span) }

    @Test func givesOtherBytesEachTime() {
        #expect(randomBytes(16).count == 16)
        #expect(Set((0..<100).map { _ in randomBytes(16) }).count == 100)
        #expect(randomBytes(-1).isEmpty)
    }
}
